"""`grader check --watch`: checks each file again when it is saved, and answers other checks of its user meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import watchfiles
from rich.markup import escape

from grader.checker.address import socket_path
from grader.checker.listener import Listener
from grader.checker.stamp import course_stamp
from grader.commands import console
from grader.commands.check import CheckOptions
from grader.commands.check_files import check_files
from grader.commands.check_service import CheckService
from grader.engine.engine import Engine
from grader.errors import SpecError, StorageError
from grader.intake.folder import answers_in

TICK_MS = 500

Stamp = tuple[int, int, int] | None
"""Modification time in nanoseconds, size in bytes and inode of a file; None where it is gone."""


async def watch_files(engine: Engine, path: Path, options: CheckOptions) -> int:
    """Check a file, or each in a folder, and again whatever is saved, until Ctrl-C. Raises what `check_files` does."""
    service = CheckService(engine, stamp=course_stamp(engine.course.root))
    stamps = {file: _stamp(file) for file in _files(path)}
    async with service.turn:
        code = await check_files(engine, path, options)
    console.err.print(f"Watching {escape(str(path))}; Ctrl-C ends.")
    async with asyncio.TaskGroup() as group:
        serving = group.create_task(_serve(service, engine))
        async for file in _saved(path, stamps):
            async with service.turn:
                await _again(engine, file, options)
        serving.cancel()
    return code


async def _serve(service: CheckService, engine: Engine) -> None:
    """Answer others where that is possible, and no other process does; the watch needs none of it."""
    try:
        with Listener.open(socket_path(engine.course.root, engine.kernels.mode)) as listener:
            if listener is not None:
                await service.serve(listener)
    except StorageError as error:
        console.warn(f"other checks are not answered from here: {error}")


async def _again(engine: Engine, file: Path, options: CheckOptions) -> None:
    """Check a file that was saved."""
    try:
        await check_files(engine, file, options)
    except SpecError as error:
        console.warn(f"not checked: {error}")


async def _saved(path: Path, stamps: dict[Path, Stamp]) -> AsyncIterator[Path]:
    """A file, each time it is another than the one of its stamp, or than the last time.

    Editors replace files, so their folder is watched; what was saved before the watch began is found at its first tick.
    """
    folder = _folder(path)
    ticks = watchfiles.awatch(
        folder, recursive=folder == path, debounce=50, step=10, rust_timeout=TICK_MS, yield_on_timeout=True
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
