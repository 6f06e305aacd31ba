"""Finds after judging why an answer fails, if a repair of it proves the cause.

No mark depends on it. If anything goes wrong here, the answer keeps its judgement.
"""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

from grader.course import Course
from grader.engine.engine import Engine
from grader.errors import GraderError
from grader.judging.causes.diagnosing import proven_diagnosis
from grader.judging.causes.repair_search import Failed, Means, Repair, find_repair
from grader.judging.judge import Judgement, PreparedExercise
from grader.model import Diagnosis, Outcome, Run, Verdict
from grader.probe.outside.execute import TRIAL_S, Trials
from grader.probe.outside.session import Usage
from grader.source.records import Candidate, Damage, Reading
from grader.util.logs import describe_error

log = logging.getLogger(__name__)


async def explain(
    engine: Engine, prepared: PreparedExercise, reading: Reading | Damage, run: Run, judged: Judgement
) -> tuple[Judgement, Run]:
    """The judgement with a proven cause instead of likely ones, if one is found, and the run with the cost of the
    search.
    """
    if isinstance(reading, Damage) or not (is_worth_a_search(run, judged) and can_search(engine)):
        return judged, run
    usage = Usage()
    try:
        failed = Failed(prepared=prepared, reading=reading, findings=judged.findings, cells=run.cells)
        means = search_means(engine, run=engine.run, tries=engine.course.hints.tries)
        repair = (await find_repair(failed, means, usage)).repair
        if repair is not None and (repair.whole or not judged.diagnoses):  # a repair of only a part may pass by chance
            found = diagnosis_of(repair, engine.course, prepared, judged.diagnoses, run)
            judged = judged if found is None else replace(judged, diagnoses=(found,))
    except Exception as error:
        is_ours = isinstance(error, GraderError)
        log.warning("no repair was sought for %s: %s", run.key, describe_error(error), exc_info=not is_ours)
    return judged, replace(run, hints_cpu_s=usage.cpu_s)


def is_worth_a_search(run: Run, judged: Judgement) -> bool:
    """Whether an attempt fails because of its own error, and the learner may be told about this error."""
    failed = any(finding.verdict is Verdict.FAIL and not finding.hidden for finding in judged.findings)
    return failed and judged.attempted and not judged.score.unscored and run.outcome is not Outcome.INTERNAL


def can_search(engine: Engine) -> bool:
    """Whether the course wants a search, and kernels start quickly."""
    return engine.course.hints.tries > 0 and engine.kernels.mode != "none"


def diagnosis_of(
    repair: Repair, course: Course, prepared: PreparedExercise, likely: Sequence[Diagnosis], run: Run
) -> Diagnosis | None:
    """The learner's diagnosis from a repair of a run; None for a kind of repair that has no text."""
    return proven_diagnosis(
        repair.candidate,
        prepared.causes,
        likely,
        run.cells,
        exercise=prepared.exercise.id,
        tries=repair.tries,
        whole=repair.whole,
        reveal=course.hints.reveal == "line",
    )


def search_means(
    engine: Engine, *, run: Callable[[PreparedExercise, Reading], Awaitable[Run]], tries: int, trial_s: float = TRIAL_S
) -> Means:
    """What a search of at most this many tries uses; `run` makes the run of a whole answer."""

    def candidates(failed: Failed, usage: Usage) -> Sequence[Candidate]:
        cells = [cell.text for cell in failed.reading.source.cells]
        prepared = failed.prepared
        found, cpu_s = engine.reader.candidates(
            cells, handout=prepared.handout, facts=prepared.facts, clues=failed.clues, most=tries
        )
        usage.cpu_s += cpu_s
        return found

    @asynccontextmanager
    async def trials(failed: Failed, usage: Usage) -> AsyncIterator[Trials]:
        async with (
            engine.kernels.in_use() as kernels,
            Trials(kernels, failed.prepared.exercise.limits, usage, trial_s=trial_s) as tried,
        ):
            yield tried

    return Means(judge=engine.judge, candidates=candidates, trials=trials, run=run)
