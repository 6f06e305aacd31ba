"""What was proven, for people and for machines."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict

from rich import box
from rich.markup import escape
from rich.table import Column, Table

from grader.commands import console, lazy_report
from grader.commands.verdicts import MARKS
from grader.model import Trust
from grader.util.text import pluralize
from grader.verification.cache import ExerciseProof
from grader.verification.lazy.cases import best_scores
from grader.verification.records import CaseKind, KillRate, Proof, rates_by_operator
from grader.verification.repairs import RepairRate, repairs_by_operator


def print_proofs(all_proved: Sequence[ExerciseProof], course_problems: Sequence[str]) -> None:
    """A matrix of cases by criteria for each exercise, what learners would read, and what is not proven."""
    for proved in all_proved:
        if proved.cases:
            _show_matrix(proved)
            _show_messages(proved)
            _show_survivors(proved)
            _show_causes(proved)
    _show_rates([proved for proved in all_proved if proved.mutants])
    _show_repairs(_proofs(all_proved))
    _show_points([proved for proved in all_proved if proved.points])
    lazy_report.print_lazy_answers(all_proved)
    for line in proof_problems(all_proved, course_problems):
        console.out.print(f"[red]✗[/red] {escape(line)}")
    if not all_proved:
        console.out.print("No exercise is touched.")
    cases = [proof for proved in all_proved for proof in proved.cases]
    right = sum(not proof.problems for proof in cases)
    console.out.print(f"{right:,} of {pluralize(len(cases), 'case')} as it should be.")


def _show_matrix(proved: ExerciseProof) -> None:
    table = Table("", "", *proved.cases[0].verdicts, title=proved.exercise, title_justify="left")
    for proof in proved.cases:
        table.add_row(proof.kind, escape(proof.name), *(MARKS[verdict] for verdict in proof.verdicts.values()))
    console.print_table(table)


def _show_messages(proved: ExerciseProof) -> None:
    """The text a learner would see for each wrong answer."""
    for proof in proved.cases:
        if proof.kind is CaseKind.WRONG:
            for message in proof.messages.values():
                console.out.print(f"  [dim]{escape(proof.name)}:[/dim] {escape(message)}")


def _show_survivors(proved: ExerciseProof) -> None:
    """How many mutants fail, and each that nobody noticed, with its operator and its line before and after."""
    if proved.mutants:
        costly = f"; {len(proved.costly)} cost more than half of the points" if proved.costly else ""
        console.out.print(f"  [dim]mutants:[/dim] {_rate_sentence(proved.rate)}{costly}")
    rates = rates_by_operator(proved.mutants)
    for proof in proved.survivors:
        says = (
            f"{proof.operator}, {rates[proof.operator].killed} of {rates[proof.operator].killable} fail: {proof.says}"
        )
        console.out.print(f"  [dim]survives:[/dim] {escape(proof.name)}\n    [dim]{escape(says)}[/dim]")


def _rate_sentence(rate: KillRate) -> str:
    percent = "" if rate.percent is None else f", {rate.percent} %"
    return (
        f"{rate.killed} of {rate.killable} fail a criterion{percent}; "
        f"{rate.equivalent} compute the same, {rate.free} are the learner's choice"
    )


def _show_rates(mutated: Sequence[ExerciseProof]) -> None:
    """The kill rate of each exercise, of each operator, and of all together. One exercise's is printed already."""
    heads = ("mutants", "equivalent", "free", "fail", "survive", "kill rate")
    together = _columns(KillRate.from_proofs(_mutants(mutated)))
    if len(mutated) > 1:
        _show_numbers("exercise", heads, {one.exercise: _columns(one.rate) for one in mutated}, together)
    if mutated:
        rows = {operator: _columns(rate) for operator, rate in rates_by_operator(_mutants(mutated)).items()}
        _show_numbers("operator", heads, rows, together)


def _show_causes(proved: ExerciseProof) -> None:
    """Each mutant that is not repaired back to the reference: what its learner would read, or how many tries failed."""
    for proof in proved.mutants:
        if proof.repair is not None and not proof.repair.back:
            found = proof.repair
            tried = f"none of {pluralize(found.candidates, 'repair')} passes" if found.candidates else "nothing to try"
            says = found.message or tried
            console.out.print(f"  [dim]cause:[/dim] {escape(proof.name)}\n    [dim]{escape(says)}[/dim]")


def _show_repairs(proofs: Sequence[Proof]) -> None:
    """What the search for a proven cause came to, for the wrong answers and for each operator's mutants."""
    heads = ("sought", "full marks", "in part", "in vain", "none to try", "as the reference", "tries", "CPU s")
    rows = {name: _repair_columns(rate) for name, rate in repairs_by_operator(proofs).items()}
    if rows:
        _show_numbers("cause of", heads, rows, _repair_columns(RepairRate.from_proofs(proofs)))


def _repair_columns(rate: RepairRate) -> tuple[str, ...]:
    counts = (rate.sought, rate.whole, rate.part, rate.vain, rate.untried, rate.back)
    return (*(str(count) for count in counts), f"{rate.tries:g}", f"{rate.cpu_s:.2f}")


def _show_points(proven: Sequence[ExerciseProof]) -> None:
    """How many points of each exercise, and of all together, rest on what."""
    if proven:
        rows = {proved.exercise: _counts(proved.points) for proved in proven}
        _show_numbers("exercise", [f"points {trust}" for trust in Trust], rows, _counts(_together(proven)))


def _show_numbers(what: str, heads: Sequence[str], rows: Mapping[str, Iterable[str]], together: Iterable[str]) -> None:
    """A table with a row for each exercise or operator and, where there are several, one for all together."""
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
    """Everything that is not as it should be, a line each that begins with where."""
    yield from course_problems
    for proved in all_proved:
        whole = (*filter(None, (proved.mistake, proved.lacks)), *proved.complaints)
        yield from (f"{proved.exercise}: {problem}" for problem in whole)
        yield from (f"{proof_name(proof)}: {problem}" for proof in proved.cases for problem in proof.problems)
        yield from (f"{proved.exercise}: no case notices: {says}" for says in proved.unnoticed)
        yield from (f"{proved.exercise}: {problem}" for problem in proved.mutant_problems)
        yield from (f"{proved.exercise}/lazy/{problem}" for problem in proved.lazy_problems)


def proof_name(proof: Proof) -> str:
    """Where a case is: exercise, kind and name."""
    return f"{proof.exercise}/{proof.kind}/{proof.name}"


def proofs_json(all_proved: Sequence[ExerciseProof], course_problems: Sequence[str]) -> dict[str, object]:
    """What was proven, as JSON has it."""
    return {
        "exercises": [_plain(proved) for proved in all_proved],
        "mutants": _plain_rate(KillRate.from_proofs(_mutants(all_proved))),
        "operators": _plain_rates(_mutants(all_proved)),
        "repairs": {name: asdict(rate) for name, rate in repairs_by_operator(_proofs(all_proved)).items()},
        "points": _together(all_proved),
        "granted": sum(one.lazy.granted for proved in all_proved for one in best_scores(proved.lazy)),
        "problems": list(proof_problems(all_proved, course_problems)),
    }


def _plain(proved: ExerciseProof) -> dict[str, object]:
    return {
        "exercise": proved.exercise,
        "proven": proved.is_proven,
        **{name: getattr(proved, name) for name in ("mistake", "lacks", "complaints", "unnoticed", "points")},
        "cases": [_plain_case(proof) for proof in proved.cases],
        "mutants": _plain_rate(proved.rate),
        "operators": _plain_rates(proved.mutants),
        "causes": [
            {"kind": one.kind, "name": one.name, "operator": one.operator, **asdict(one.repair)}
            for one in proved.proofs
            if one.repair is not None
        ],
        "survivors": [{"id": one.name, "says": one.says, "operator": one.operator} for one in proved.survivors],
        "costly": [
            {"id": one.name, "says": one.says, "operator": one.operator, "earned": sum(one.points.values())}
            for one in proved.costly
        ],
        "lazy": [lazy_report.lazy_answer_json(proof) for proof in proved.lazy],
    }


def _plain_case(proof: Proof) -> dict[str, object]:
    fields = ("kind", "name", "declared", "verdicts", "messages", "diagnoses", "problems")
    return {name: getattr(proof, name) for name in fields}


def _plain_rate(rate: KillRate) -> dict[str, object]:
    return asdict(rate) | {"rate": rate.rate}


def _plain_rates(mutants: Sequence[Proof]) -> dict[str, object]:
    return {operator: _plain_rate(rate) for operator, rate in rates_by_operator(mutants).items()}
