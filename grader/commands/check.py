"""`grader check`: one file, or each in a folder, at once.

What makes kernels takes seconds to start, and what reads files half of one. So both are started first. Most of what a
check needs besides is imported while they start: `check_files`, and all that it imports.
"""

import asyncio
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from grader.commands.course import course_of
from grader.course import Course
from grader.course.loader import load_course
from grader.engine.kernel_supply import KernelSupply
from grader.errors import SpecError
from grader.reader.reader import Reader
from grader.run.kernel_factory import Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOptions:
    """What is checked, and how it is shown."""

    exercise: str | None
    """The exercise of the file, where neither file nor path tell."""
    watch: bool
    """Whether to check again each time a file is saved."""
    as_json: bool
    hints: bool
    """Whether a repair is sought that proves the cause."""


def run_check(path: Path, options: CheckOptions, *, sandbox: Mode | None, course: Path | None) -> int:
    """The exit code: 0 where every criterion passes, 1 where one does not; `path` is a file, or a folder of them."""
    if not path.is_file() and not path.is_dir():
        raise SpecError(f"{path}: no such file or folder")
    loaded = load_course(course_of(course, path))
    kernels = KernelSupply.for_course(loaded, slots=1, mode=sandbox, notice=_warn)
    return asyncio.run(_check(loaded, kernels, path.absolute(), options))


async def _check(course: Course, kernels: KernelSupply, path: Path, options: CheckOptions) -> int:
    with closing(kernels), closing(Reader()) as reader:
        await kernels.begin()
        reader.begin()
        from grader.commands.check_files import check_files  # noqa: PLC0415 - takes a second, in which both start
        from grader.engine.engine import Engine  # noqa: PLC0415 - as above

        return await check_files(Engine(course, kernels=kernels, reader=reader), path, options)


def _warn(line: str) -> None:
    from grader.commands import console  # noqa: PLC0415 - as above

    console.warn(line)
