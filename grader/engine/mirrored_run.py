"""What the reference's answer gives where it starts from a learner's own values, found in a kernel of its own."""

from dataclasses import replace

import msgspec

from grader.checks.requests import plan_reference
from grader.errors import KernelFault
from grader.evidence import LATE, Observation, Raised, Refused, Request, ThingRefused, refusing
from grader.grading.judge import PreparedExercise
from grader.limits import Limits
from grader.model import Outcome, Run
from grader.reader.reading import reading_of
from grader.run.execute import Questions, execute
from grader.run.kernel_factory import Kernels
from grader.source.source import reference_source

ATTEMPTS = 2
"""How often the reference is run from a learner's values before they count as what ends it."""


async def add_reference_values(prepared: PreparedExercise, run: Run, *, kernels: Kernels) -> Run:
    """The run with what the reference gives for the learner's values, where they are not the reference's own.

    Values with which the reference dies, or never ends, are recorded as that. It takes nothing of the learner's time.
    Raises `KernelFault` where it is not they that end it.
    """
    try:
        with refusing("the values that your answer starts from"):
            asked = plan_reference(prepared.request, prepared.exercise, run.evidence, prepared.reference.evidence)
    except ThingRefused as why:
        refused: dict[str, Observation] = dict.fromkeys(_keys(prepared.request), Refused(refusal=why.refusal))
        return replace(run, evidence=msgspec.structs.replace(run.evidence, reference_on_learner_inputs=refused))
    if asked is None:
        return run
    mirrored = await _from_values(prepared, asked, kernels)
    seen = mirrored.evidence.seen if mirrored.outcome is Outcome.OK else _unanswered(asked, mirrored)
    evidence = msgspec.structs.replace(run.evidence, reference_on_learner_inputs=seen)
    return replace(run, evidence=evidence, cpu_s=run.cpu_s + mirrored.cpu_s)


async def _from_values(prepared: PreparedExercise, asked: Request, kernels: Kernels) -> Run:
    """The reference's run, asked for what the values give; another one where the first was killed or took too long."""
    source = reference_source(prepared.exercise.reference)
    reading = reading_of(source, prepared.stub)
    questions = Questions(plan=lambda _: asked, answers=reading.answers, binds=reading.binds)
    cpu_s = 0.0
    for _ in range(ATTEMPTS):
        run = await execute(source, questions, kernels=kernels, limits=_limits(prepared.exercise.limits), key="")
        cpu_s += run.cpu_s
        if run.outcome is Outcome.OK and not _is_late(run):
            break
    return replace(run, cpu_s=cpu_s)


def _limits(limits: Limits) -> Limits:
    """Limits for a reference that runs beside a learner's file: all attempts together take `after_s` at most."""
    part = limits.shared_after_s / (2 * ATTEMPTS)
    return replace(limits, wall_s=part, after_s=part)


def _is_late(run: Run) -> bool:
    return any(isinstance(one, Raised) and one.error == LATE for one in run.evidence.seen.values())


def _unanswered(asked: Request, run: Run) -> dict[str, Observation]:
    """What is found where the reference gives no answer from a learner's values.

    Its cells have no part in that: they ran on its own values. Raises `KernelFault` where it was they that failed.
    """
    if any(cell.error or cell.state != "ran" for cell in run.cells):
        raise KernelFault(f"the reference did not run a second time: {run.outcome}: {run.message}")
    ended = Raised(error=str(run.outcome), message=run.message)
    return dict.fromkeys(_keys(asked), ended)


def _keys(request: Request) -> list[str]:
    """What is observed in the request's replays."""
    return [key for replay in request.replays for key in replay.asks]
