"""A child that answers questions: it runs no notebook and no learner code.

It is started before there is a question, and prepares itself meanwhile. The other side is
`grader.sandbox.inside.answering`.
"""

import asyncio
import contextlib
import os
import socket
from typing import Self

import msgspec

from grader.errors import KernelFault
from grader.sandbox.outside.kernel_factory import ChildRequest, Exit, Kernel, Kernels
from grader.sandbox.outside.suspend_clock import Countdown, with_countdown, with_timeout

BEGUN = b"+"
LENGTH_BYTES = 8
HEAD_BYTES = len(BEGUN) + LENGTH_BYTES
"""The number of bytes before an answer."""
CHUNK = 2**16


class ResponseTooLarge(Exception):  # noqa: N818 - describes what happened, not an error of ours
    """The answer is longer than allowed."""


class ResponseTimeout(TimeoutError):  # noqa: N818 - describes what happened, not an error of ours
    """The answer was not complete in time; `cpu_s` is the CPU time that the child has used."""

    def __init__(self, cpu_s: float) -> None:
        super().__init__(f"not done after {cpu_s:.3g} CPU s")
        self.cpu_s = cpu_s


class ChildEnded(Exception):  # noqa: N818 - describes what happened, not an error of ours
    """A child ended before its answer was complete."""

    def __init__(self, how: Exit) -> None:
        super().__init__(f"it ended with {how.code}")
        self.how = how


class Child:
    """One child, from its start to its end."""

    def __init__(self, kernel: Kernel, said: int, questions: socket.socket, *, ready_s: float) -> None:
        self._kernel = kernel
        self._said = said
        self._questions = questions
        self._ready_s = ready_s

    @classmethod
    async def start(cls, kernels: Kernels, body: ChildRequest, *, prepared: bool = False) -> Self:
        """Start a child, `prepared` as in `Kernels.fork`; call `end` afterwards."""
        ours, theirs = socket.socketpair()
        ours.setblocking(False)  # noqa: FBT003 - the signature of `setblocking`
        said, status = os.pipe()
        os.set_blocking(said, False)
        try:
            with theirs:
                kernel = await kernels.fork(msgspec.json.encode(body), [theirs.fileno()], status, prepared=prepared)
        except BaseException:
            os.close(said)
            ours.close()
            raise
        finally:
            os.close(status)
        return cls(kernel, said, ours, ready_s=kernels.ready_s)

    async def ask(self, question: bytes, *, max_bytes: int, time_left: Countdown, keep_s: float = 0.0) -> bytes:
        """Return the whole answer. The time until the child begins to answer is ours, and does not count.

        After any exception the child can't be asked again.

        Raises:
            KernelFault: it could not be jailed, or sent nothing within the seconds that a kernel may take to start.
            ChildEnded: it ended before its answer was complete.
            ResponseTooLarge: the answer is longer than `max_bytes`.
            ResponseTimeout: the answer was not complete when only `keep_s` seconds of `time_left` were left.
        """
        try:
            first = await with_timeout(self._ready_s, self._begun(question))
        except TimeoutError:
            raise KernelFault(f"a child did not respond within {self._ready_s:.0f} s") from None
        try:
            return await with_countdown(time_left, self._answer(first, max_bytes), keep_s=keep_s)
        except TimeoutError:
            raise ResponseTimeout((await self._kernel.kill()).cpu_s) from None

    async def end(self) -> Exit:
        """End the child and everything that it started; return how it ended."""
        self._questions.close()
        os.close(self._said)
        ended = await self._kernel.kill()
        self._kernel.close()
        return ended

    async def _begun(self, question: bytes) -> bytes:
        """The first bytes that the child sends after it was asked."""
        with contextlib.suppress(OSError):  # it has ended, and has given the reason
            message = len(question).to_bytes(LENGTH_BYTES, "big") + question
            await asyncio.get_running_loop().sock_sendall(self._questions, message)
        return await self._part()

    async def _answer(self, first: bytes, max_bytes: int) -> bytes:
        """The answer, after its `first` bytes. Raises what `ask` does, except `ResponseTimeout`."""
        said = bytearray(first)
        while len(said) < (_end(said, max_bytes) or len(said) + 1):
            part = await self._part()
            if not part:
                raise await self._end_of(bytes(said))
            said += part
        return bytes(said[HEAD_BYTES:])

    async def _end_of(self, said: bytes) -> Exception:
        """The reason why there is no answer. With an exit code, our own code ended the child and gave the reason."""
        ended = await asyncio.shield(self._kernel.exited)
        if ended.code > 0:
            reason = said.removeprefix(BEGUN).decode(errors="replace")
            return KernelFault(f"a kernel could not be jailed: {reason or 'it died'}")
        return ChildEnded(ended)

    async def _part(self) -> bytes:
        """The next bytes that the child sends; empty once it has ended."""
        loop = asyncio.get_running_loop()
        readable: asyncio.Future[None] = loop.create_future()
        loop.add_reader(self._said, _wake, readable)
        try:
            await readable
        finally:
            loop.remove_reader(self._said)
        return os.read(self._said, CHUNK)


async def ask(kernels: Kernels, body: ChildRequest, *, max_bytes: int, time_left: Countdown) -> bytes:
    """The answer of a child that gets only its request and no further question. It is dead when this returns or raises.

    Raises what `Child.ask` does.
    """
    child = await Child.start(kernels, body)
    try:
        return await child.ask(b"", max_bytes=max_bytes, time_left=time_left)
    finally:
        await child.end()


def _end(said: bytearray, max_bytes: int) -> int | None:
    """The index at which an answer ends; None if that is not known yet, or if a reason was given instead.

    Raises `ResponseTooLarge`.
    """
    known = said.startswith(BEGUN) and len(said) >= HEAD_BYTES
    end = HEAD_BYTES + int.from_bytes(said[len(BEGUN) : HEAD_BYTES], "big") if known else None
    if (end or len(said)) > HEAD_BYTES + max_bytes:
        raise ResponseTooLarge(f"more than {max_bytes} bytes")
    return end


def _wake(waiting: asyncio.Future[None]) -> None:
    if not waiting.done():
        waiting.set_result(None)
