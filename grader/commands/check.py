"""`grader check`: one file, or each file in a folder, at once.

The process that makes kernels takes seconds to start, and the process that reads files half a second. So both are
started first. The remaining code that a check needs is imported meanwhile: `check_files`, and everything that it
imports.
"""

import asyncio
from contextlib import closing
from pathlib import Path
from typing import Annotated

from typer import Argument, BadParameter, Option

from grader.commands.checker import CheckOptions, ask_checker
from grader.commands.options import CourseOption, JsonOption, NoHintsOption, SandboxOption, course_of
from grader.course import Course
from grader.course.loader import load_course
from grader.engine.kernel_supply import KernelSupply, WarmSupply
from grader.errors import SpecError
from grader.sandbox.outside.kernel_factory import Mode
from grader.source.reader.reader import Reader

STARTING = (
    "Starting TensorFlow, which takes a few seconds. It stays ready while `grader lab` or `grader check --watch` runs."
)


def check(
    path: Annotated[Path, Argument(help="A notebook or percent script, or a folder of them.")],
    *,
    exercise: Annotated[str | None, Option(help="The exercise, if neither the file nor its path names one.")] = None,
    watch: Annotated[bool, Option("--watch", help="Check again each time a file is saved.")] = False,
    as_json: JsonOption = False,
    early: Annotated[
        bool,
        Option(
            "--early",
            help="With --json: also print the verdict as soon as it is known, before the search for its cause.",
        ),
    ] = False,
    no_hints: NoHintsOption = False,
    no_sandbox: Annotated[
        bool, Option("--no-sandbox", help="Check your own file without a sandbox, for machines without Linux.")
    ] = False,
    sandbox: SandboxOption = None,
    course: CourseOption = None,
) -> int:
    """Check one file, or each file in a folder: print one line per criterion, and write a page beside each file."""
    if no_sandbox and sandbox:
        raise BadParameter("--no-sandbox and --sandbox cannot be used together")
    if not path.is_file() and not path.is_dir():
        raise SpecError(f"{path}: no such file or folder")
    root, path = course_of(course, path), path.absolute()
    mode: Mode | None = "none" if no_sandbox else sandbox
    options = CheckOptions(exercise=exercise, as_json=as_json, early=early, hints=not no_hints)
    if not watch:
        code = ask_checker(root, mode, path, options).exit_code()
        if code is not None:
            return code
    loaded = load_course(root)
    supply = WarmSupply if watch else KernelSupply
    kernels = supply.for_course(loaded, slots=1, mode=mode, notice=_warn)
    return asyncio.run(_check(loaded, kernels, path, options, watch=watch))


async def _check(course: Course, kernels: KernelSupply, path: Path, options: CheckOptions, *, watch: bool) -> int:
    with closing(kernels), closing(Reader()) as reader:
        await kernels.begin()
        reader.begin()
        if not options.as_json:
            from grader.commands import console  # noqa: PLC0415 - takes a second, in which both start

            console.err.print(STARTING)
        from grader.commands.check_files import check_files  # noqa: PLC0415 - takes a second, in which both start
        from grader.engine.engine import Engine  # noqa: PLC0415 - as above

        engine = Engine(course, kernels=kernels, reader=reader)
        if watch:
            from grader.commands.check_service import watch_files  # noqa: PLC0415 - for watching alone

            return await watch_files(engine, path, options)
        return await check_files(engine, path, options)


def _warn(line: str) -> None:
    from grader.commands import console  # noqa: PLC0415 - as above

    console.warn(line)
