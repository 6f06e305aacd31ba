"""`grader check`: one file, at once."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path

import watchfiles
from rich.markup import escape

from grader.cohort import result_of
from grader.commands import screen
from grader.desk import Desk, Prepared
from grader.errors import SpecError
from grader.model import Outcome, Result, Run, Submission, Verdict
from grader.results import to_json
from grader.source import Damage, exercise_of, read
from grader.spec import Course, find_course, load_course
from reports.pages import learner_page
from reports.render import write_beside

PASSED, FAILED = 0, 1
LEARNER = "you"


def check(file: Path, *, exercise: str | None, watch: bool, as_json: bool, course: Path | None) -> int:
    """The exit code: 0 where every criterion passes, 1 where one does not."""
    if not file.is_file():
        raise SpecError(f"{file}: no such file")
    root = find_course(course or file)
    file = file.absolute()
    return asyncio.run(_check(root, file, exercise or _exercise(file, load_course(root)), watch=watch, as_json=as_json))


async def _check(root: Path, file: Path, exercise: str, *, watch: bool, as_json: bool) -> int:
    desk = Desk.open(root)
    try:
        prepared = await desk.prepare(exercise)
        code = await _once(desk, prepared, file, as_json=as_json)
        if watch:
            screen.err.print(f"Watching {escape(str(file))}; Ctrl-C ends.")
            async for _ in _saved(file):
                code = await _once(desk, prepared, file, as_json=as_json)
        return code
    finally:
        desk.close()


async def _saved(file: Path) -> AsyncIterator[None]:
    """Each time the file is saved. Editors replace files, so its folder is watched."""
    async for changes in watchfiles.awatch(file.parent, recursive=False, debounce=50, step=10):
        if any(Path(path) == file and change != watchfiles.Change.deleted for change, path in changes):
            yield


async def _once(desk: Desk, prepared: Prepared, file: Path, *, as_json: bool) -> int:
    source = read(file)
    if isinstance(source, Damage):
        run = Run(key="", outcome=Outcome.UNREADABLE, message=source.message)
    else:
        run = await desk.run(prepared, source)
    result = result_of(_submission(file, prepared), run, desk.judge(prepared, source, run))
    page = write_beside(learner_page(result, run, prepared.exercise, prepared.reference), file)
    if as_json:
        print(json.dumps(to_json(result, run, cached=False), ensure_ascii=False))  # noqa: T201 - the command's output
    else:
        _show(result, run, prepared, page)
    return PASSED if all(finding.verdict is Verdict.PASS for finding in result.findings) else FAILED


def _submission(file: Path, prepared: Prepared) -> Submission:
    return Submission(
        learner=LEARNER,
        exercise=prepared.exercise.id,
        attempt=1,
        path=file,
        sha256=hashlib.sha256(file.read_bytes()).hexdigest(),
        received=datetime.now(UTC),
    )


def _show(result: Result, run: Run, prepared: Prepared, page: Path) -> None:
    """The verdicts as lines, the hint of each that failed, and where the page is."""
    say = screen.out.print
    say(f"\n[bold]{escape(prepared.exercise.title)}[/bold]  {result.score.earned} of {result.score.possible} points")
    if run.message:
        say(f"[yellow]{escape(run.message)}[/yellow]")
    for finding in result.findings:
        points = f"{finding.earned}/{finding.possible}"
        say(f"{screen.MARKS[finding.verdict]} {escape(finding.title)}  [dim]{points}[/dim]")
        if finding.verdict is not Verdict.PASS:
            say(f"    {escape(finding.message)}")
        if finding.verdict is Verdict.FAIL and finding.hints:
            say(f"    [dim]Hint: {escape(finding.hints[0])}[/dim]")
    say(f"Page: {escape(str(page))}")


def _exercise(file: Path, course: Course) -> str:
    """The exercise that a file is for: as its metadata says, else as its path does. Raises `SpecError`."""
    named = exercise_of(file)
    spelled = "/".join((*file.resolve().parts[-2:-1], file.stem))
    for candidate in (named, spelled):
        if candidate in course.exercises:
            return str(candidate)
    nearest = get_close_matches(named or spelled, course.exercises, n=1, cutoff=0.0)
    raise SpecError(
        f"{file}: which exercise is this? It names {named or 'none'}, its path says {spelled}; "
        f"the nearest is {nearest[0]}: type --exercise {nearest[0]}"
    )
