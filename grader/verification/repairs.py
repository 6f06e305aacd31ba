"""Measures whether causes are found: known wrong answers and mutants are repaired like learners' answers, and counted.

The true repair of a mutant is known: it restores the reference.
"""

import ast
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from statistics import median

from grader.engine.engine import Engine
from grader.engine.explaining import can_search, diagnosis_of, is_worth_a_search, search_means
from grader.engine.source_run import read_authored
from grader.judging.causes.repair_search import Failed, Repair, failed_in_trial, find_repair
from grader.judging.judge import PreparedExercise
from grader.model import Run
from grader.probe.outside.session import Usage
from grader.source.records import Reading, Source
from grader.source.source import reference_source
from grader.source.syntax import parse_cell
from grader.util.lazy_mapping import grouped
from grader.verification.records import CaseKind, Proof, RepairSearch, VerificationCase

MAX_SEARCHES = 24
"""The most cases of an exercise whose cause is searched for; more cases hardly change a rate."""
MAX_LONG_SEARCHES = 8
"""The most cases of an exercise whose cause is searched for if a try takes long."""
SLOW_TRIAL_S = 60.0
"""Seconds for a trial of the reference. They are many, so that a slow machine does not look like a mistake."""

RunAnswer = Callable[[PreparedExercise, Reading], Awaitable[Run]]
"""Makes the run of a whole answer, or finds a stored one."""


def sought_cases(todo: Iterable[VerificationCase], *, long: bool) -> frozenset[tuple[CaseKind, str]]:
    """The cases whose cause is searched for: a limited number, spread over those that should fail.

    They are fewer if a try takes `long`.
    """
    failing = [one for one in todo if one.kind in {CaseKind.WRONG, CaseKind.MUTANT} and not one.exempt]
    count = min(len(failing), MAX_LONG_SEARCHES if long else MAX_SEARCHES)
    chosen = (failing[place * len(failing) // count] for place in range(count))
    return frozenset((one.kind, one.name) for one in chosen)


async def trial_gaps(engine: Engine, prepared: PreparedExercise) -> tuple[str, ...]:
    """Describes what an exercise's own reference fails when it is tried in the same way as a repair.

    Raises `KernelFault`.
    """
    if not can_search(engine):
        return ()
    reading = read_authored(prepared, reference_source(prepared.exercise.reference))
    right = Failed(prepared=prepared, reading=reading, findings=())
    means = search_means(engine, run=engine.run, tries=0, trial_s=SLOW_TRIAL_S)
    failed = await failed_in_trial(right, means, Usage())
    if failed is None:
        return ("the reference leaves nothing when it is run like a repair, so causes can't be found",)
    return tuple(
        f"criterion '{one.criterion}': the reference fails it when it is run like a repair, so right repairs would "
        f"be refused: {one.message}"
        for one in failed
    )


async def seek_repair(  # noqa: PLR0913 - keyword-only except for what was run
    engine: Engine, prepared: PreparedExercise, reading: Reading, run: Run, *, run_answer: RunAnswer, tries: int
) -> RepairSearch | None:
    """The result of the search; None if there would be no search for a learner's answer. Raises `KernelFault`."""
    judged = engine.judge(prepared, reading, run)
    if not (is_worth_a_search(run, judged) and can_search(engine)):
        return None
    usage = Usage()
    failed = Failed(prepared=prepared, reading=reading, findings=judged.findings, cells=run.cells)
    found = await find_repair(failed, search_means(engine, run=run_answer, tries=tries), usage)
    if found.repair is None:
        return RepairSearch(candidates=found.candidates, cpu_s=usage.cpu_s)
    told = diagnosis_of(found.repair, engine.course, prepared, judged.diagnoses, run)
    return RepairSearch(
        candidates=found.candidates,
        tries=found.repair.tries,
        outcome="whole" if found.repair.whole else "part",
        back=_leads_back(found.repair, reference_source(prepared.exercise.reference)),
        message=told.message if told else "",
        cpu_s=usage.cpu_s,
    )


def _leads_back(repair: Repair, reference: Source) -> bool:
    """Whether the repaired cell means the same as the reference's."""
    place = repair.candidate.cell - 1
    texts = (repair.candidate.text, reference.cells[place].text if place < len(reference.cells) else "")
    one, other = ([ast.dump(statement) for statement in parse_cell(text) or ()] for text in texts)
    return one == other


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairRate:
    """Counts of cases by the result of the search for their cause."""

    whole: int
    """The cases whose repair earns full marks."""
    part: int
    """The cases whose repair earns some of the lost points."""
    vain: int
    """The cases for which repairs were tried, but none was proven."""
    untried: int
    """The cases without any repair to try."""
    back: int
    """The cases whose repair means the same as the reference."""
    tries: float
    """The median number of tries up to a proven repair."""
    cpu_s: float
    """The median CPU seconds of a search."""

    @classmethod
    def from_proofs(cls, proofs: Iterable[Proof]) -> "RepairRate":
        """The counts for the cases for which a repair was searched for."""
        found = [proof.repair for proof in proofs if proof.repair is not None]
        outcomes = [one.outcome for one in found]
        return cls(
            whole=outcomes.count("whole"),
            part=outcomes.count("part"),
            vain=sum(not one.outcome and one.candidates > 0 for one in found),
            untried=sum(not one.candidates for one in found),
            back=sum(one.back for one in found),
            tries=median([one.tries for one in found if one.outcome] or [0]),
            cpu_s=median([one.cpu_s for one in found] or [0.0]),
        )

    @property
    def sought(self) -> int:
        """The number of cases for which a repair was searched for."""
        return self.whole + self.part + self.vain + self.untried


def repairs_by_operator(proofs: Iterable[Proof]) -> dict[str, RepairRate]:
    """The rate for the wrong answers and for each operator's mutants, in the order of the proofs."""
    made = grouped((proof.operator or "written by people", proof) for proof in proofs if proof.repair is not None)
    return {name: RepairRate.from_proofs(each) for name, each in made.items()}
