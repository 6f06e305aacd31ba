"""A child's end of questions and answers. Other end: `grader.sandbox.outside.answering`.

A message follows its length, eight bytes. Questions come on a socket. An answer goes into the status pipe, and before
it the byte that says that the child has turned to the question.
"""

import os
from collections.abc import Iterator

BEGUN = b"+"
LENGTH_BYTES = 8


def questions(descriptor: int) -> Iterator[bytes]:
    """Each question on a socket, until the grader closes its end."""
    while header := _exactly(descriptor, LENGTH_BYTES):
        yield _exactly(descriptor, int.from_bytes(header, "big"))


def begin(status: int) -> None:
    """Say that all that is left to do is to answer."""
    os.write(status, BEGUN)


def answer(status: int, content: bytes) -> None:
    """Write a whole answer."""
    left = memoryview(len(content).to_bytes(LENGTH_BYTES, "big") + content)
    while left:
        left = left[os.write(status, left) :]


def _exactly(descriptor: int, count: int) -> bytes:
    """So many bytes; nothing where the other end has gone."""
    content = bytearray()
    while len(content) < count:
        part = os.read(descriptor, count - len(content))
        if not part:
            return b""
        content += part
    return bytes(content)
