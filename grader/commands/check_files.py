"""Does the work of `grader check` after its processes have started: reads, runs and judges files, and shows the
verdicts.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from rich.markup import escape

from grader.commands import console
from grader.commands.checker import CheckOptions
from grader.commands.console import MARKS
from grader.course.datasets.datasets import cache_home
from grader.course.exercise_file import HINTS
from grader.course.hand_in import hand_in_advice
from grader.engine.engine import Engine
from grader.engine.explaining import explain
from grader.errors import SpecError
from grader.judging.judge import PreparedExercise, result_of
from grader.model import Diagnosis, Finding, Outcome, Result, Run, Submission, Verdict
from grader.source.records import Damage
from grader.storage.folder import CHECKED, answers_in
from grader.storage.layout import lesson_of
from grader.storage.own_progress import OwnCheck, OwnChecks, ReleasedHints, Unmet, next_line
from grader.storage.result_json import to_json
from grader.storage.submissions import content_digest
from grader.util.text import begin_sentence, pluralize, suggest
from reports.render import load_templates, write_page
from reports.submission import submission_page

PASSED, FAILED = 0, 1
LEARNER = "you"


async def check_files(engine: Engine, path: Path, options: CheckOptions) -> int:
    """Check a file, or all files in a folder, and return the exit code: 0 if every criterion passes, 1 if one does not.

    Raises the same exceptions as `References.prepare`, and `SpecError` if a file's exercise is not known.
    """
    targets = _targets(engine, path, options.exercise)
    load_templates()  # meanwhile, the process that makes kernels is starting
    code = max([await _check(engine, exercise, file, options) for file, exercise in targets.items()])
    if code == PASSED and not options.as_json:
        console.out.print(escape(next_line(engine.course, _own_checks(engine))))
    return code


def _own_checks(engine: Engine) -> OwnChecks:
    return OwnChecks(cache_home(), engine.course.root)


def _targets(engine: Engine, path: Path, exercise: str | None) -> dict[Path, str]:
    """Each file that is checked, and its exercise. Raises `SpecError` if no file answers an exercise."""
    if not path.is_dir():
        return {path: _target(engine, path, exercise)}
    if exercise:
        raise SpecError(f"--exercise {exercise}: works only for a single file, and {path} is a folder")
    targets, reasons = {}, []
    for file in answers_in(path):
        try:
            targets[file] = _target(engine, file)
        except SpecError as error:
            reasons.append(str(error))
    if not targets:
        raise SpecError("; ".join([f"{path}: contains no answer to an exercise of this course", *reasons[:1]]))
    for reason in reasons:
        console.warn(f"not checked: {reason}")
    return targets


def _target(engine: Engine, file: Path, exercise: str | None = None) -> str:
    """The exercise that a file is checked against. Raises `SpecError`."""
    chosen = exercise or _exercise(engine, file)
    if file == engine.course.root / "exercises" / f"{chosen}.ipynb":
        advice = "copy it and work in the copy (or: grader lab)"
        raise SpecError(f"{file}: this is the stub, with which answers are compared; {advice}")
    return chosen


async def _check(engine: Engine, exercise: str, file: Path, options: CheckOptions) -> int:
    """Show the verdicts at once, and the cause as soon as it is known; return the exit code of `check_files`."""
    prepared = await engine.references.prepare(exercise, known=False)
    content = _content(file)
    reading = engine.read(prepared, content, script=file.suffix.lower() == ".py")
    if isinstance(reading, Damage):
        run = Run(key="", outcome=Outcome.UNREADABLE, message=reading.message)
    else:
        run = await engine.run(prepared, reading)
    judged = engine.judge(prepared, reading, run)
    failed = judged.attempted and judged.score.earned < judged.score.possible
    submission, released = _submission(file, content, prepared), ReleasedHints(cache_home(), file, exercise)
    first = result_of(submission, run, judged)
    if not options.as_json:
        _show(first, run, prepared, hints=_latest_hints(first, released))
    elif options.early and failed:
        console.print_json(to_json(replace(first, diagnoses=()), run, cached=False, checked=True))
    if failed:
        prepared = await engine.references.prepare(exercise)
        judged = engine.judge(prepared, reading, run)
        if options.hints:
            judged, run = await explain(engine, prepared, reading, run, judged)
    result = result_of(submission, run, judged)
    _own_checks(engine).keep(_own_check(result))
    released.keep_only(_unmet(result))
    _show_cause(engine, result, run, prepared, released, as_json=options.as_json)
    return PASSED if _all_pass(result) else FAILED


def _show_cause(
    engine: Engine, result: Result, run: Run, prepared: PreparedExercise, released: ReleasedHints, *, as_json: bool
) -> None:
    """Write the page, and show the likely causes; or print everything as JSON."""
    file, course = result.submission.path, engine.course
    lessons, hand_in = course.lesson_names, course.hand_in if result.attempted else None
    advice = hand_in_advice(hand_in, file, right=_all_pass(result))
    drawn = submission_page(result, run, prepared.exercise, prepared.reference, lessons=lessons)
    page = write_page(replace(drawn, hand_in=advice), file.with_name(f"{file.stem}{CHECKED}"))
    shown = (replace(one, hints=released.next_hints(_cause(one), one.hints)) for one in result.diagnoses)
    result = replace(result, diagnoses=tuple(shown))
    if as_json:
        console.print_json(to_json(result, run, cached=False, checked=True))
        return
    for diagnosis in result.diagnoses:
        _show_diagnosis(diagnosis, lesson_of(diagnosis.lesson, lessons))
    console.out.print(f"Page: {escape(str(page))}")
    if advice:
        console.out.print(escape(str(advice)))


def _all_pass(result: Result) -> bool:
    """Whether every criterion passed."""
    return all(finding.verdict is Verdict.PASS for finding in result.findings)


def _own_check(result: Result) -> OwnCheck:
    """The record of a check that is kept for the learner."""
    causes = (Unmet(failure=_cause(one), message=one.message, hints=one.hints) for one in result.diagnoses)
    failed = (finding for finding in result.findings if finding.verdict is Verdict.FAIL)
    criteria = (Unmet(failure=_failure(one), message=one.message, hints=one.hints) for one in failed)
    return OwnCheck(
        exercise=result.submission.exercise,
        file=str(result.submission.path),
        sha256=result.submission.sha256,
        attempted=result.attempted,
        earned=result.score.earned,
        possible=result.score.possible,
        right=_all_pass(result),
        unmet=(*causes, *criteria),
        checked=result.submission.received,
    )


def _cause(diagnosis: Diagnosis) -> str:
    return f"rule {diagnosis.rule}"


def _failure(finding: Finding) -> str:
    return f"criterion {finding.criterion}"


def _latest_hints(result: Result, released_hints: ReleasedHints) -> dict[str, str]:
    """Maps each failed criterion to its current hint: the first one, then the next one each time it fails again."""
    found: dict[str, str] = {}
    for finding in result.findings:
        failure = _failure(finding)
        if finding.verdict is Verdict.FAIL and finding.hints:
            released = released_hints.next_hints(failure, finding.hints)
            found[finding.criterion] = f"Hint {len(released)} of {len(finding.hints)}: {released[-1]}"
    return found


def _unmet(result: Result) -> frozenset[str]:
    """The failures that the check found, and those that skipped criteria may still have."""
    criteria = (_failure(finding) for finding in result.findings if finding.verdict is not Verdict.PASS)
    return frozenset((*criteria, *(_cause(diagnosis) for diagnosis in result.diagnoses)))


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise SpecError(f"{file}: cannot be read ({error.strerror})") from error


def _submission(file: Path, content: bytes, prepared: PreparedExercise) -> Submission:
    return Submission(
        learner=LEARNER,
        exercise=prepared.exercise.id,
        attempt=1,
        path=file,
        sha256=content_digest(content),
        received=datetime.now(UTC),
    )


def _show(result: Result, run: Run, prepared: PreparedExercise, *, hints: Mapping[str, str]) -> None:
    """Print the verdicts, one per line, with the current hint for each criterion that failed."""
    say, possible = console.out.print, pluralize(result.score.possible, "point")
    say(f"\n[bold]{escape(prepared.exercise.title)}[/bold]  {result.score.earned} of {possible}")
    if not run.sandboxed:
        say("[yellow]Checked without a sandbox: such a check never counts for a mark.[/yellow]")
    changes = (": ".join(filter(None, (begin_sentence(run.place_of(one)), one.sentence))) for one in run.changes)
    advice = (
        f"{begin_sentence(cell.place(number, error.line))}: {error.advice}"
        for number, cell in enumerate(run.cells, 1)
        if (error := cell.error) and error.advice
    )
    for sentence in (*changes, run.message, *advice):
        if sentence:
            say(f"[yellow]{escape(sentence)}[/yellow]")
    shown_hints = set[str]()  # many criteria may have the same error as their hint
    for finding in result.findings:
        points = f"{finding.earned}/{finding.possible}"
        say(f"{MARKS[finding.verdict]} {escape(finding.title)}  [dim]{points}[/dim]")
        if finding.verdict is not Verdict.PASS or run.stand_ins:
            say(f"    {escape(finding.message)}")
        hint = hints.get(finding.criterion, "")
        if hint and hint not in shown_hints:
            say(f"    [dim]{escape(hint)}[/dim]")
            shown_hints.add(hint)


def _show_diagnosis(diagnosis: Diagnosis, lesson: str) -> None:
    """Print the likely cause, the hints released so far, and the lesson to read again, if there is one."""
    say = console.out.print
    say(f"\n[bold]{escape(diagnosis.message)}[/bold]  [dim]({'proven' if diagnosis.proven else 'likely'})[/dim]")
    for number, hint in enumerate(diagnosis.hints, 1):
        say(f"    {number}. {escape(hint)}")
    notes = [f"read again: {escape(lesson)}"] if lesson else []
    notes += [] if len(diagnosis.hints) == HINTS else ["check again for the next hint"]
    if notes:
        say(f"    [dim]{begin_sentence('; '.join(notes))}[/dim]")


def _exercise(engine: Engine, file: Path) -> str:
    """The exercise that a file is for, according to its metadata or else its path. Raises `SpecError`."""
    course = engine.course
    named = engine.reader.exercise_of(_content(file), script=file.suffix.lower() == ".py")
    spelled = "/".join((*file.resolve().parts[-2:-1], file.stem))
    for candidate in (named, spelled):
        if candidate in course.exercises:
            return str(candidate)
    nearest = suggest(named or spelled, course.exercises, cutoff=0.0)
    raise SpecError(
        f"{file}: which exercise is this? The file names {named or 'none'}, and its path suggests {spelled}. The "
        f"nearest is {nearest}: type --exercise {nearest}"
    )
