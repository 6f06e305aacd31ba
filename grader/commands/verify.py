"""`grader verify`: proves that the exercises judge correctly, and reports what was proven.

The report has tables for people, with the points of lazy answers, and JSON for machines. It can also be JUnit XML,
which every CI server shows: a suite for each exercise, a case for each submission. The XML uses only what all dialects
have in common. An exercise's files, criteria, lazy answers and mutants are one case each.
"""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from rich import box
from rich.markup import escape
from rich.table import Column, Table
from typer import Option

from grader.commands import DONE, console
from grader.commands.console import MARKS
from grader.commands.options import CourseOption, ExercisesArgument, JsonOption, SandboxOption, WorkersOption, course_of
from grader.course.exercise_file import load_exercise
from grader.course.loader import load_course
from grader.engine.engine import Engine
from grader.model import Trust
from grader.util.files import write_whole
from grader.util.junit_xml import END, JUnitCase, document_start, suite
from grader.util.text import pluralize
from grader.verification import limits, tree
from grader.verification.cache import GENERATED_KINDS, ExerciseProof
from grader.verification.lazy.cases import best_scores
from grader.verification.records import CaseKind, KillRate, LazyEarnings, Proof, rates_by_operator
from grader.verification.repairs import RepairRate, repairs_by_operator
from grader.verification.tree import affected_exercises
from grader.verification.verify import prove

# The report as JUnit XML.


def verification_junit(all_proved: Sequence[ExerciseProof], course_problems: Sequence[str]) -> bytes:
    """The XML document in UTF-8. Problems of the course as a whole are in a suite of their own."""
    suites = [suite("course", [_case("course", "course", course_problems)])] if course_problems else []
    suites += [suite(proved.exercise, list(_cases(proved))) for proved in all_proved]
    return "".join((document_start("grader verify"), *suites, END)).encode()


def _cases(proved: ExerciseProof) -> Iterator[JUnitCase]:
    exercise = proved.exercise
    if why := proved.mistake or proved.lacks:
        yield _case(exercise, "exercise", [why], broken=True)
        return
    yield _case(exercise, "exercise", proved.complaints)
    for proof in proved.proofs:
        if proof.kind not in GENERATED_KINDS:
            yield _case(exercise, f"{proof.kind}/{proof.name}", proof.problems, proof.used.wall_s)
    yield _case(exercise, "criteria", proved.unnoticed)
    if proved.lazy:
        seconds = sum(proof.used.wall_s for proof in proved.lazy)
        yield _case(exercise, "lazy answers", proved.lazy_problems, seconds)
    if proved.mutants:
        seconds = sum(proof.used.wall_s for proof in proved.mutants)
        yield _case(exercise, "mutants", proved.mutant_problems, seconds)


def _case(suite: str, name: str, problems: Sequence[str], seconds: float = 0.0, *, broken: bool = False) -> JUnitCase:
    """A case of the XML; its first problem is the message, and all of them are the text."""
    case = JUnitCase(classname=suite, name=name, seconds=seconds)
    if not problems:
        return case
    ending: Literal["failure", "error"] = "error" if broken else "failure"
    return case._replace(ending=ending, type=ending, message=problems[0], text="\n".join(problems))


# Points of lazy answers.


def print_lazy_answers(all_proved: Sequence[ExerciseProof]) -> None:
    """Print one line for each exercise and shortcut; if there are several answers, only the one with the most
    points.
    """
    mutated = [score for proved in all_proved for score in best_scores(proved.lazy)]
    if not mutated:
        return
    numbers = (Column(name, justify="right") for name in ("earns", "granted"))
    table = Table("exercise", "lazy answer", *numbers, "why", box=box.SIMPLE)
    for proof, lazy in mutated:
        earns = f"{lazy.earned} of {lazy.possible}"
        earns = f"[red]{earns}[/red]" if lazy.earned > lazy.granted else earns
        why = escape(f"raises {lazy.raised:.60}" if lazy.raised else lazy.why)
        table.add_row(proof.exercise, escape(proof.name), earns, str(lazy.granted), why)
    console.print_table(table)
    console.out.print(_lazy_together(mutated, all_proved))


def _lazy_together(found: Sequence[tuple[Proof, LazyEarnings]], all_proved: Sequence[ExerciseProof]) -> str:
    """The sum of all grants, and the points for handing in the best lazy answer to every exercise."""
    possible = {proof.exercise: lazy.possible for proof, lazy in found}
    best = {name: max(lazy.earned for proof, lazy in found if proof.exercise == name) for name in possible}
    answers = sum(len(proved.lazy) for proved in all_proved)
    granted = [lazy.granted for _, lazy in found if lazy.granted]
    shares = f"{pluralize(sum(granted), 'point')}, in {pluralize(len(granted), 'grant')}"
    return (
        f"{pluralize(answers, 'lazy answer')}; the best one of each exercise together earn {sum(best.values())} of "
        f"{pluralize(sum(possible.values()), 'point')}. Granted: {shares}."
    )


def lazy_answer_json(proof: Proof) -> dict[str, object]:
    """One lazy answer, for JSON."""
    lazy = proof.lazy
    assert lazy is not None, "a lazy answer declares what it may earn"
    fields = ("earned", "possible", "granted", "why", "raised")
    return {
        "shortcut": lazy.shortcut,
        "name": proof.name,
        **{name: getattr(lazy, name) for name in fields},
        "verdicts": proof.verdicts,
        "worked_for": sorted(lazy.worked_for),
        "cpu_s": proof.used.cpu_s,
        "code": proof.says,
    }


# The report as tables and as JSON.


def print_proofs(all_proved: Sequence[ExerciseProof], course_problems: Sequence[str]) -> None:
    """Print a matrix of cases by criteria for each exercise, what learners would read, and what is not proven."""
    for proved in all_proved:
        if proved.cases:
            _show_matrix(proved)
            _show_messages(proved)
            _show_survivors(proved)
            _show_causes(proved)
    _show_rates([proved for proved in all_proved if proved.mutants])
    _show_repairs(_proofs(all_proved))
    if proven := [proved for proved in all_proved if proved.points]:
        points = {proved.exercise: _counts(proved.points) for proved in proven}
        _show_numbers("exercise", [f"points {trust}" for trust in Trust], points, _counts(_together(proven)))
    print_lazy_answers(all_proved)
    for line in proof_problems(all_proved, course_problems):
        console.out.print(f"[red]✗[/red] {escape(line)}")
    if not all_proved:
        console.out.print("No exercise is affected.")
    cases = [proof for proved in all_proved for proof in proved.cases]
    right = sum(not proof.problems for proof in cases)
    console.out.print(f"{right:,} of {pluralize(len(cases), 'case')} as expected.")


def _show_matrix(proved: ExerciseProof) -> None:
    table = Table("", "", *proved.cases[0].verdicts, title=proved.exercise, title_justify="left")
    for proof in proved.cases:
        table.add_row(proof.kind, escape(proof.name), *(MARKS[verdict] for verdict in proof.verdicts.values()))
    console.print_table(table)


def _show_messages(proved: ExerciseProof) -> None:
    """Print the text that a learner would see for each wrong answer."""
    for proof in proved.cases:
        if proof.kind is CaseKind.WRONG:
            for message in proof.messages.values():
                console.out.print(f"  [dim]{escape(proof.name)}:[/dim] {escape(message)}")


def _show_survivors(proved: ExerciseProof) -> None:
    """Print how many mutants fail, and each that no criterion noticed, with its operator and its line before and
    after.
    """
    if proved.mutants:
        costly = f"; {len(proved.costly)} cost more than half of the points" if proved.costly else ""
        console.out.print(f"  [dim]mutants:[/dim] {_rate_sentence(proved.rate)}{costly}")
    rates = rates_by_operator(proved.mutants)
    for proof in proved.survivors:
        rate = rates[proof.operator]
        says = f"{proof.operator}, {rate.killed} of {rate.killable} fail: {proof.says}"
        console.out.print(f"  [dim]survives:[/dim] {escape(proof.name)}\n    [dim]{escape(says)}[/dim]")


def _rate_sentence(rate: KillRate) -> str:
    percent = "" if rate.percent is None else f", {rate.percent} %"
    others = f"{rate.equivalent} compute the same, {rate.free} are the learner's choice"
    return f"{rate.killed} of {rate.killable} fail a criterion{percent}; {others}"


def _show_rates(mutated: Sequence[ExerciseProof]) -> None:
    """Print the kill rate of each exercise, of each operator, and in total. The rate of a single exercise is printed
    already.
    """
    heads = ("mutants", "equivalent", "free", "fail", "survive", "kill rate")
    together = _columns(KillRate.from_proofs(_mutants(mutated)))
    if len(mutated) > 1:
        _show_numbers("exercise", heads, {one.exercise: _columns(one.rate) for one in mutated}, together)
    if mutated:
        rows = {operator: _columns(rate) for operator, rate in rates_by_operator(_mutants(mutated)).items()}
        _show_numbers("operator", heads, rows, together)


def _show_causes(proved: ExerciseProof) -> None:
    """Print each mutant that no repair turns back into the reference, with the text for a learner or the number of
    failed tries.
    """
    for proof in proved.mutants:
        if proof.repair is not None and not proof.repair.back:
            found = proof.repair
            tried = f"none of {pluralize(found.candidates, 'repair')} passes" if found.candidates else "nothing to try"
            says = found.message or tried
            console.out.print(f"  [dim]cause:[/dim] {escape(proof.name)}\n    [dim]{escape(says)}[/dim]")


def _show_repairs(proofs: Sequence[Proof]) -> None:
    """Print the results of the search for a proven cause, for the wrong answers and for each operator's mutants."""
    heads = ("sought", "full marks", "in part", "in vain", "none to try", "as the reference", "tries", "CPU s")
    rows = {name: _repair_columns(rate) for name, rate in repairs_by_operator(proofs).items()}
    if rows:
        _show_numbers("cause of", heads, rows, _repair_columns(RepairRate.from_proofs(proofs)))


def _repair_columns(rate: RepairRate) -> tuple[str, ...]:
    counts = (rate.sought, rate.whole, rate.part, rate.vain, rate.untried, rate.back)
    return (*(str(count) for count in counts), f"{rate.tries:g}", f"{rate.cpu_s:.2f}")


def _show_numbers(what: str, heads: Sequence[str], rows: Mapping[str, Iterable[str]], together: Iterable[str]) -> None:
    """Print a table with a row for each exercise or operator and, if there are several, one for the total."""
    table = Table(what, *(Column(head, justify="right") for head in heads), box=box.SIMPLE)
    for name, cells in rows.items():
        table.add_row(name, *cells)
    if len(rows) > 1:
        table.add_section()
        table.add_row("all together", *together)
    console.print_table(table)


def _proofs(all_proved: Sequence[ExerciseProof]) -> Sequence[Proof]:
    return [proof for proved in all_proved for proof in proved.proofs]


def _mutants(all_proved: Sequence[ExerciseProof]) -> Sequence[Proof]:
    return [mutant for proved in all_proved for mutant in proved.mutants]


def _together(proven: Sequence[ExerciseProof]) -> Mapping[Trust, int]:
    return {trust: sum(proved.points.get(trust, 0) for proved in proven) for trust in Trust}


def _counts(points: Mapping[Trust, int]) -> Iterator[str]:
    return (f"{points.get(trust, 0):,}" for trust in Trust)


def _columns(rate: KillRate) -> tuple[str, ...]:
    percent = "-" if rate.percent is None else f"{rate.percent} %"
    return (*(str(count) for count in (rate.total, rate.equivalent, rate.free, rate.killed, rate.alive)), percent)


def proof_problems(all_proved: Sequence[ExerciseProof], course_problems: Sequence[str]) -> Iterator[str]:
    """One line for each problem, which begins with the place."""
    yield from course_problems
    for proved in all_proved:
        whole = (*filter(None, (proved.mistake, proved.lacks)), *proved.complaints)
        yield from (f"{proved.exercise}: {problem}" for problem in whole)
        for proof in proved.cases:
            yield from (f"{proof.exercise}/{proof.kind}/{proof.name}: {problem}" for problem in proof.problems)
        yield from (f"{proved.exercise}: no case notices: {says}" for says in proved.unnoticed)
        yield from (f"{proved.exercise}: {problem}" for problem in proved.mutant_problems)
        yield from (f"{proved.exercise}/lazy/{problem}" for problem in proved.lazy_problems)


def proofs_json(all_proved: Sequence[ExerciseProof], course_problems: Sequence[str]) -> dict[str, object]:
    """The results of the proof, as JSON."""
    return {
        "exercises": [_plain(proved) for proved in all_proved],
        "mutants": _plain_rate(KillRate.from_proofs(_mutants(all_proved))),
        "operators": _plain_rates(_mutants(all_proved)),
        "repairs": {name: asdict(rate) for name, rate in repairs_by_operator(_proofs(all_proved)).items()},
        "points": _together(all_proved),
        "granted": sum(lazy.granted for proved in all_proved for _, lazy in best_scores(proved.lazy)),
        "problems": list(proof_problems(all_proved, course_problems)),
    }


CASE_FIELDS = ("kind", "name", "declared", "verdicts", "messages", "diagnoses", "problems")


def _plain(proved: ExerciseProof) -> dict[str, object]:
    return {
        "exercise": proved.exercise,
        "proven": proved.is_proven,
        **{name: getattr(proved, name) for name in ("mistake", "lacks", "complaints", "unnoticed", "points")},
        "cases": [{name: getattr(proof, name) for name in CASE_FIELDS} for proof in proved.cases],
        "mutants": _plain_rate(proved.rate),
        "operators": _plain_rates(proved.mutants),
        "causes": [
            {"kind": one.kind, "name": one.name, "operator": one.operator, **asdict(one.repair)}
            for one in proved.proofs
            if one.repair is not None
        ],
        "survivors": [_plain_mutant(survivor) for survivor in proved.survivors],
        "costly": [_plain_mutant(one) | {"earned": sum(one.points.values())} for one in proved.costly],
        "lazy": [lazy_answer_json(proof) for proof in proved.lazy],
    }


def _plain_mutant(proof: Proof) -> dict[str, object]:
    return {"id": proof.name, "says": proof.says, "operator": proof.operator}


def _plain_rate(rate: KillRate) -> dict[str, object]:
    return asdict(rate) | {"rate": rate.rate}


def _plain_rates(mutants: Sequence[Proof]) -> dict[str, object]:
    return {operator: _plain_rate(rate) for operator, rate in rates_by_operator(mutants).items()}


# The command.

BROKEN, MISTAKEN_FILES, MISSING_DATA = 1, 2, 3
"""The exit codes if something is not proven, a file of the course is mistaken, or data is missing."""
FEWEST = 20
"""The smallest number of mutants of an operator for which a share is meaningful."""


def verify(
    exercises: ExercisesArgument = None,
    *,
    since: Annotated[str | None, Option(metavar="REF", help="Only what has changed since this git commit.")] = None,
    no_mutants: Annotated[
        bool, Option("--no-mutants", help="Skip mutants (small changes to the references) and lazy answers.")
    ] = False,
    write_limits: Annotated[
        bool, Option("--write-limits", help="Set the limits according to what the references use.")
    ] = False,
    junit: Annotated[Path | None, Option(metavar="FILE", help="Also write JUnit XML to this file.")] = None,
    as_json: JsonOption = False,
    workers: WorkersOption,
    sandbox: SandboxOption = None,
    course: CourseOption = None,
) -> int:
    """Prove that right answers pass; stubs, wrong answers and mutants fail; lazy answers earn little."""
    root, exercises = course_of(course), exercises or []
    known = load_course(root)
    named = known.select_exercises(exercises)
    affected = affected_exercises(known, since) if since is not None else known.exercises
    chosen = tuple(exercise for exercise in affected if exercise in named)
    engine = Engine.open(root, workers=workers, sandbox=sandbox, notice=console.warn)
    all_proved = asyncio.run(_prove(engine, chosen, mutants=not no_mutants))
    if write_limits:
        _write_limits(root, all_proved)
    all_proved = [_within_limits(root, proved) for proved in all_proved]
    beside = tuple(f"solutions/{exercise}/" for exercise in exercises)
    strays = (name for name in tree.stray_files(engine.course) if not beside or name.startswith(beside))
    stray_problems = (f"{name}: belongs to no exercise" for name in strays)
    course_problems = (*stray_problems, *weak_operators(all_proved, exercises, since))
    if junit is not None:
        write_whole(junit, verification_junit(all_proved, course_problems))
    if as_json:
        console.print_json(proofs_json(all_proved, course_problems))
    else:
        print_proofs(all_proved, course_problems)
    if any(proved.mistake for proved in all_proved):
        return MISTAKEN_FILES
    if any(proved.lacks for proved in all_proved):
        return MISSING_DATA
    return DONE if all(proved.is_proven for proved in all_proved) and not course_problems else BROKEN


def weak_operators(all_proved: Sequence[ExerciseProof], exercises: Sequence[str], since: str | None) -> tuple[str, ...]:
    """Operators with too many surviving mutants in the whole course; a few exercises would be too small a sample."""
    if exercises or since is not None:
        return ()
    rates = rates_by_operator(mutant for proved in all_proved for mutant in proved.mutants)
    weak = {name: rate.problem for name, rate in rates.items() if rate.total >= FEWEST and rate.problem}
    return tuple(f"operator '{name}': {problem}" for name, problem in weak.items())


async def _prove(engine: Engine, exercises: Sequence[str], *, mutants: bool) -> list[ExerciseProof]:
    try:
        with console.progress_bar("Proving", None) as (progress, task):

            def report(what: str, ended: int, planned: int) -> None:
                progress.update(task, description=what, completed=ended, total=planned)

            return await prove(engine, exercises, mutants=mutants, report=report)
    finally:
        engine.close()


def _write_limits(root: Path, all_proved: Sequence[ExerciseProof]) -> None:
    """Write the limits that the references' runs need, and print them on stderr."""
    for proved in (one for one in all_proved if one.cases):
        exercise = load_exercise(root, proved.exercise)
        changes = limits.derive_limits(exercise.limits, proved.reference_usage)
        if changes:
            limits.write_limits(root / "exercises" / f"{exercise.id}.toml", changes)
            says = ", ".join(f"{key} = {value}" for key, value in changes.items())
            console.err.print(escape(f"{exercise.id}: {says}"))


def _within_limits(root: Path, proved: ExerciseProof) -> ExerciseProof:
    """The proof, with a complaint about each limit that the reference comes close to."""
    if not proved.cases:
        return proved
    tight = limits.tight_limits(load_exercise(root, proved.exercise).limits, proved.reference_usage)
    return msgspec.structs.replace(proved, complaints=(*proved.complaints, *tight))
