"""Answers checks from a process that stays warm, one at a time; a check never affects the next one.

`grader lab` starts a process that does nothing else. `grader check --watch` checks each of its files again when the
file is saved, and answers its user's other checks meanwhile.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import closing, suppress
from pathlib import Path

import watchfiles
from rich.markup import escape

from grader.commands import console
from grader.commands.check_files import check_files
from grader.commands.checker import Asked, CheckOptions, CheckReply, Listener, course_stamp, socket_path
from grader.engine.engine import Engine
from grader.errors import GraderError, SandboxError, SpecError, StorageError
from grader.storage.folder import answers_in

log = logging.getLogger(__name__)

STARTING = "The checker is still starting TensorFlow: this first check has to wait a few seconds for it."


class CheckService:
    """Answers requests with one engine, which other code may also use while it holds `turn`."""

    def __init__(self, engine: Engine, *, stamp: str, starting: bool = False) -> None:
        """`stamp` is the stamp of the course's files from before the course was loaded."""
        self.turn = asyncio.Lock()
        """Held while a check is run and printed."""
        self.starting = starting
        """Whether the process that makes kernels is still starting. A check waits for it."""
        self._engine = engine
        self._stamp = stamp

    async def serve(self, listener: Listener, *, idle_s: float | None = None) -> None:
        """Answer until the course's files change, or until there has been no request for `idle_s` seconds."""
        with suppress(TimeoutError):
            while await self._answer(await asyncio.wait_for(listener.asked(), idle_s)):
                pass

    async def _answer(self, asked: Asked | None) -> bool:
        """Answer one request, and return whether to go on."""
        if asked is None:
            return True
        with closing(asked):
            if asked.request.stamp != self._stamp:
                await asked.answer(CheckReply())
                return False
            await self._check_until_gone(asked)
        return True

    async def _check_until_gone(self, asked: Asked) -> None:
        """Check and reply; stop the check if the client has disconnected."""
        check, gone = asyncio.create_task(self._reply(asked)), asyncio.create_task(asked.gone())
        await asyncio.wait((check, gone), return_when=asyncio.FIRST_COMPLETED)
        for task in (check, gone):
            task.cancel()
        reply, _ = await asyncio.gather(check, gone, return_exceptions=True)
        if isinstance(reply, CheckReply):
            await asked.answer(reply)
        elif isinstance(reply, Exception):  # the client then checks by itself, and sees the error there
            log.warning("a check ended", exc_info=reply)

    async def _reply(self, asked: Asked) -> CheckReply:
        request = asked.request
        async with self.turn:
            with console.printed_to(asked.out, asked.err, columns=request.columns, environment=request.terminal):
                if self.starting and not request.options.as_json:
                    console.err.print(STARTING)
                try:
                    return CheckReply(code=await check_files(self._engine, Path(request.path), request.options))
                except SandboxError:  # the client tries a different sandbox, or says what to type
                    return CheckReply()
                except SpecError as error:
                    return CheckReply(mistake=str(error))
                except GraderError as error:
                    return CheckReply(fault=str(error))


Stamp = tuple[int, int, int] | None
"""Modification time in nanoseconds, size in bytes and inode of a file; None if it is gone."""


async def watch_files(engine: Engine, path: Path, options: CheckOptions) -> int:
    """Check a file or each file in a folder, and each again when it is saved, until Ctrl-C. Raises the same as
    `check_files`.
    """
    service = CheckService(engine, stamp=course_stamp(engine.course.root))
    stamps = {file: _stamp(file) for file in _files(path)}
    async with service.turn:
        code = await check_files(engine, path, options)
    console.err.print(f"Watching {escape(str(path))}; press Ctrl-C to end.")
    async with asyncio.TaskGroup() as group:
        serving = group.create_task(_serve(service, engine))
        async for file in _saved(path, stamps):
            async with service.turn:
                try:
                    await check_files(engine, file, options)
                except SpecError as error:
                    console.warn(f"not checked: {error}")
        serving.cancel()
    return code


async def _serve(service: CheckService, engine: Engine) -> None:
    """Answer other checks too, if that is possible and no other process does; watching works without it."""
    try:
        with Listener.open(socket_path(engine.course.root, engine.kernels.mode)) as listener:
            if listener is not None:
                await service.serve(listener)
    except StorageError as error:
        console.warn(f"this process cannot answer other checks: {error}")


async def _saved(path: Path, stamps: dict[Path, Stamp]) -> AsyncIterator[Path]:
    """Each file that differs from its stamp in `stamps`, and again each time that it changes.

    Editors replace files, so the folder is watched. Files saved before the watch began are found at its first tick.
    """
    folder = _folder(path)
    ticks = watchfiles.awatch(
        folder, recursive=folder == path, debounce=50, step=10, rust_timeout=500, yield_on_timeout=True
    )
    async for _ in ticks:
        for file in _files(path):
            now = _stamp(file)
            if now is not None and now != stamps.get(file):
                stamps[file] = now
                yield file


def _folder(path: Path) -> Path:
    return path if path.is_dir() else path.parent


def _files(path: Path) -> list[Path]:
    return list(answers_in(path)) if path.is_dir() else [path]


def _stamp(file: Path) -> Stamp:
    try:
        status = file.stat()
    except FileNotFoundError:  # between the old file and the new one
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
