"""A child that answers once: no notebook, no sockets, no learner code, only a request and a pipe for the answer."""

import asyncio
import os
from dataclasses import dataclass

import msgspec

from grader.errors import KernelFault
from grader.run.kernel_factory import ChildRequest, Exit, Kernel, Kernels
from grader.run.suspend_clock import Countdown, with_countdown, with_timeout

BEGUN = b"+"
CHUNK = 2**16


class ResponseTooLarge(Exception):  # noqa: N818 - what happened, not an error of ours
    """More was answered than was allowed."""


class ResponseTimeout(TimeoutError):  # noqa: N818 - what happened, not an error of ours
    """Not all was answered in time; `cpu_s` is the processor's time that the child has had."""

    def __init__(self, cpu_s: float) -> None:
        super().__init__(f"not done after {cpu_s:.3g} CPU s")
        self.cpu_s = cpu_s


@dataclass(frozen=True, slots=True)
class ChildResponse:
    """A child's answer, and how it ended."""

    data: bytes
    exit: Exit


async def ask(
    kernels: Kernels, body: ChildRequest, *, max_bytes: int, time_left: Countdown, keep_s: float = 0.0
) -> ChildResponse:
    """A child's whole answer. The child and all that it started are dead when this returns or raises.

    It may say `BEGUN` first, once it turns to what it was given: its start, which is ours, takes none of `time_left`.

    Raises:
        KernelFault: it could not be jailed, or said nothing within the seconds that a kernel may take to start.
        ResponseTooLarge: the answer is longer than `max_bytes`.
        ResponseTimeout: the answer was not complete when only `keep_s` seconds of `time_left` were left.
    """
    ready, status = os.pipe()
    os.set_blocking(ready, False)
    try:
        kernel = await kernels.fork(msgspec.json.encode(body), [], status)
    except BaseException:
        os.close(ready)
        raise
    finally:
        os.close(status)
    try:
        first = await _first_words(ready, kernels.ready_s)
        said, ended = await with_countdown(time_left, _to_the_end(kernel, ready, max_bytes - len(first)), keep_s=keep_s)
    except TimeoutError:
        raise ResponseTimeout((await kernel.kill()).cpu_s) from None
    finally:
        os.close(ready)
        last = await kernel.kill()
        kernel.close()
    data = (first + said).removeprefix(BEGUN)
    if ended.code > 0:  # nobody in there chooses an exit code: the answer is the reason
        raise KernelFault(f"a kernel could not be jailed: {data.decode(errors='replace') or 'it died'}")
    return ChildResponse(data, last)


async def _first_words(pipe: int, ready_s: float) -> bytes:
    """The first that a child says. Raises `KernelFault` where that takes it too long."""
    try:
        return await with_timeout(ready_s, _part(pipe))
    except TimeoutError:
        raise KernelFault(f"a child said nothing within {ready_s:.0f} s") from None


async def _to_the_end(kernel: Kernel, pipe: int, max_bytes: int) -> tuple[bytes, Exit]:
    """All that it says, and its own exit, before anybody kills it. Raises `ResponseTooLarge`."""
    data = await _everything(pipe, max_bytes)
    return data, await asyncio.shield(kernel.exited)


async def _everything(pipe: int, max_bytes: int) -> bytes:
    """All that is written to a pipe until its writers are gone. Raises `ResponseTooLarge`."""
    size = 0
    parts: list[bytes] = []
    while part := await _part(pipe):
        size += len(part)
        if size > max_bytes:
            raise ResponseTooLarge(f"more than {max_bytes} bytes")
        parts.append(part)
    return b"".join(parts)


async def _part(pipe: int) -> bytes:
    """What is written to a pipe next; nothing once its writers are gone."""
    loop = asyncio.get_running_loop()
    readable: asyncio.Future[None] = loop.create_future()
    loop.add_reader(pipe, _wake, readable)
    try:
        await readable
    finally:
        loop.remove_reader(pipe)
    return os.read(pipe, CHUNK)


def _wake(waiting: asyncio.Future[None]) -> None:
    if not waiting.done():
        waiting.set_result(None)
