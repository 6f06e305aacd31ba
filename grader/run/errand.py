"""A child that answers once: no notebook, no sockets, no learner code, only a request and a pipe for the answer."""

import asyncio
import os
from dataclasses import dataclass

import msgspec

from grader.errors import KernelFault
from grader.run.body import Body
from grader.run.kernels import Exit, Kernel, Kernels
from grader.run.patience import within

CHUNK = 2**16


class Overlong(Exception):  # noqa: N818 - what happened, not an error of ours
    """More was answered than was allowed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a child said, and how it ended."""

    data: bytes
    exit: Exit


async def ask(kernels: Kernels, body: Body, *, max_bytes: int, timeout_s: float) -> Answer:
    """A child's whole answer. It is dead, and all that it started, when this returns or raises.

    Raises:
        KernelFault: it could not be jailed.
        Overlong: it said more than `max_bytes`.
        TimeoutError: it said less than all within `timeout_s`.
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
        data, ended = await within(timeout_s, _to_the_end(kernel, ready, max_bytes))
    finally:
        os.close(ready)
        last = await kernel.kill()
        kernel.close()
    if ended.code > 0:  # nobody in there chooses an exit code: the answer is the reason
        raise KernelFault(f"a kernel could not be jailed: {data.decode(errors='replace') or 'it died'}")
    return Answer(data, last)


async def _to_the_end(kernel: Kernel, pipe: int, max_bytes: int) -> tuple[bytes, Exit]:
    """All that it says, and its own exit, before anybody kills it. Raises `Overlong`."""
    data = await _everything(pipe, max_bytes)
    return data, await asyncio.shield(kernel.exited)


async def _everything(pipe: int, max_bytes: int) -> bytes:
    """All that is written to a pipe until its writers are gone. Raises `Overlong`."""
    loop, size = asyncio.get_running_loop(), 0
    parts: list[bytes] = []
    while True:
        readable: asyncio.Future[None] = loop.create_future()
        loop.add_reader(pipe, _wake, readable)
        try:
            await readable
        finally:
            loop.remove_reader(pipe)
        part = os.read(pipe, CHUNK)
        size += len(part)
        if size > max_bytes:
            raise Overlong(f"more than {max_bytes} bytes")
        if not part:
            return b"".join(parts)
        parts.append(part)


def _wake(waiting: asyncio.Future[None]) -> None:
    if not waiting.done():
        waiting.set_result(None)
