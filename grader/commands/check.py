"""`grader check`: one file, or each file in a folder, at once.

The processes that make kernels take seconds to start, and the one that reads files half a second. So both are started
first. Most of what a check needs besides is imported while they start: `check_files`, and all that it imports.
"""

import asyncio
from contextlib import closing
from pathlib import Path

from grader.commands.checker import CheckOptions, CheckReply, ask_checker
from grader.commands.course import course_of
from grader.course import Course
from grader.course.loader import load_course
from grader.engine.kernel_supply import KernelSupply, WarmSupply
from grader.errors import SpecError, SystemFault
from grader.sandbox.outside.kernel_factory import Mode
from grader.source.reader.reader import Reader

STARTING = (
    "Starting TensorFlow, which takes some seconds. While `grader lab` or `grader check --watch` runs, it is ready."
)


def run_check(path: Path, options: CheckOptions, *, watch: bool, sandbox: Mode | None, course: Path | None) -> int:
    """The exit code: 0 if every criterion passes, 1 if one does not; `path` is a file, or a folder of them.

    `watch` checks again each time a file is saved, until Ctrl-C.
    """
    if not path.is_file() and not path.is_dir():
        raise SpecError(f"{path}: no such file or folder")
    root, path = course_of(course, path), path.absolute()
    if options.hints and not watch:  # a warm checker always seeks
        reply = ask_checker(
            root, sandbox, path, exercise=options.exercise, as_json=options.as_json, early=options.early
        )
        if (code := _code(reply)) is not None:
            return code
    loaded = load_course(root)
    supply = WarmSupply if watch else KernelSupply
    kernels = supply.for_course(loaded, slots=1, mode=sandbox, notice=_warn)
    return asyncio.run(_check(loaded, kernels, path, options, watch=watch))


async def _check(course: Course, kernels: KernelSupply, path: Path, options: CheckOptions, *, watch: bool) -> int:
    with closing(kernels), closing(Reader()) as reader:
        await kernels.begin()
        reader.begin()
        if not options.as_json:
            _say_that_it_starts()
        from grader.commands.check_files import check_files  # noqa: PLC0415 - takes a second, in which both start
        from grader.engine.engine import Engine  # noqa: PLC0415 - as above

        engine = Engine(course, kernels=kernels, reader=reader)
        if watch:
            from grader.commands.check_service import watch_files  # noqa: PLC0415 - for watching alone

            return await watch_files(engine, path, options)
        return await check_files(engine, path, options)


def _code(reply: CheckReply) -> int | None:
    """The exit code by a warm checker's reply, None if it has not checked. Raises what ended its check."""
    if reply.mistake:
        raise SpecError(reply.mistake)
    if reply.fault:
        raise SystemFault(reply.fault)
    return reply.code


def _say_that_it_starts() -> None:
    from grader.commands import console  # noqa: PLC0415 - as above

    console.err.print(STARTING)


def _warn(line: str) -> None:
    from grader.commands import console  # noqa: PLC0415 - as above

    console.warn(line)
