"""The child's side of questions and answers. The other side is `grader.sandbox.outside.answering`.

Each message is preceded by its length, eight bytes. Questions come on a socket. The answer is written to the status
pipe. Before it comes a byte that says that the child has begun to answer.
"""

import os
from collections.abc import Iterator

BEGUN = b"+"
LENGTH_BYTES = 8


def questions(descriptor: int) -> Iterator[bytes]:
    """Yield each question from a socket, until the grader closes its end."""
    while header := _exactly(descriptor, LENGTH_BYTES):
        yield _exactly(descriptor, int.from_bytes(header, "big"))


def begin(status: int) -> None:
    """Tell the grader that only answering is left to do."""
    os.write(status, BEGUN)


def answer(status: int, content: bytes) -> None:
    """Write a whole answer."""
    left = memoryview(len(content).to_bytes(LENGTH_BYTES, "big") + content)
    while left:
        left = left[os.write(status, left) :]


def _exactly(descriptor: int, count: int) -> bytes:
    """Exactly this number of bytes; empty if the other end is closed."""
    content = bytearray()
    while len(content) < count:
        part = os.read(descriptor, count - len(content))
        if not part:
            return b""
        content += part
    return bytes(content)
