"""Runs one source in its own kernel: a course's reference, or an answer to a prepared exercise.

If an answer starts from a learner's own values, `add_reference_values` finds the reference's results for these, in a
second kernel.
"""

from dataclasses import replace

import msgspec

from grader.engine.kernel_supply import KernelSupply
from grader.engine.run_keys import RunKeys
from grader.errors import KernelFault, SpecError
from grader.evidence import LATE, Observation, Raised, Refused, Request, ThingRefused, refusing
from grader.judging.checks.requests import plan_reference, reference_looks
from grader.judging.judge import PreparedExercise
from grader.judging.name_matching import match_names
from grader.judging.rubric import wrong_models
from grader.model import Exercise, Outcome, Run
from grader.probe.outside.execute import Questions, execute
from grader.sandbox.outside.kernel_factory import Kernels
from grader.source.reader.reading import reading_of
from grader.source.records import Reading, Source
from grader.source.recovery import recover
from grader.source.source import reference_source, stub_source

ATTEMPTS = 2
"""How often the reference is run from a learner's values before these count as the reason that it ends early."""


async def add_reference_values(prepared: PreparedExercise, run: Run, *, kernels: Kernels) -> Run:
    """The run with the reference's results for the learner's values, if these are not the reference's own.

    Values with which the reference dies, or never ends, are recorded as such. It does not use the learner's time.
    Raises `KernelFault` if something different ended it.
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
    """The reference's run, asked for the results from the values; a second run if the first was killed or took too
    long.
    """
    source = reference_source(prepared.exercise.reference)
    reading = reading_of(source, prepared.stub)
    questions = Questions(plan=lambda _: asked, answers=reading.answers, binds=reading.binds)
    part = prepared.exercise.limits.shared_after_s / (2 * ATTEMPTS)  # all attempts together take `after_s` at most
    limits = replace(prepared.exercise.limits, wall_s=part, after_s=part)
    cpu_s = 0.0
    for _ in range(ATTEMPTS):
        run = await execute(source, questions, kernels=kernels, limits=limits, key="")
        cpu_s += run.cpu_s
        is_late = any(isinstance(one, Raised) and one.error == LATE for one in run.evidence.seen.values())
        if run.outcome is Outcome.OK and not is_late:
            break
    return replace(run, cpu_s=cpu_s)


def _unanswered(asked: Request, run: Run) -> dict[str, Observation]:
    """The observations if the reference gives no answer from a learner's values.

    Its own cells are not the reason: they ran on its own values. Raises `KernelFault` if these cells failed.
    """
    if any(cell.error or cell.state != "ran" for cell in run.cells):
        raise KernelFault(f"the reference did not run a second time: {run.outcome}: {run.message}")
    ended = Raised(error=str(run.outcome), message=run.message)
    return dict.fromkeys(_keys(asked), ended)


def _keys(request: Request) -> list[str]:
    """The keys of everything that is observed in the request's replays."""
    return [key for replay in request.replays for key in replay.asks]


def read_authored(prepared: PreparedExercise, source: Source) -> Reading:
    """Code that the course's authors wrote, or that was made from theirs, in a form that can be run for an exercise."""
    recovered = recover(source, prepared.stub, prepared.handout.asked)
    assert isinstance(recovered, Source), "a script is whole"
    return reading_of(recovered, prepared.stub)


async def run_reference(
    exercise: Exercise, source: Source, *, keys: RunKeys, kernels: KernelSupply, key: str = ""
) -> Run:
    """A reference's run, with the whole request of its exercise. The exercise need not be prepared.

    Raises `SpecError` if the reference does not run to its end, and `KernelFault` if an error in the grader is the
    reason.
    """
    reading = reading_of(source, stub_source(exercise.stub))
    questions = Questions(
        first=reference_looks(exercise),
        plan=lambda inputs: keys.plan(exercise, inputs),
        answers=reading.answers,
        binds=reading.binds,
        keep_model_parts=True,
    )
    async with kernels.for_run() as current:
        run = await execute(source, questions, kernels=current, limits=exercise.limits, key=key)
    if run.outcome is not Outcome.OK:
        raise SpecError(f"{exercise.reference}: the reference does not run: {run.outcome}: {run.message}")
    return run


async def run_source(prepared: PreparedExercise, reading: Reading, *, key: str, kernels: KernelSupply) -> Run:
    """The run of a source that was read for a prepared exercise. Raises `KernelFault` if an error in the grader
    prevents it.
    """
    questions = Questions(
        plan=lambda _: prepared.request,
        answers=reading.answers,
        binds=reading.binds,
        models=prepared.request.seed is not None,
        wrong_models=lambda evidence: wrong_models(prepared.exercise, evidence, prepared.reference.evidence),
        stand_ins=lambda evidence: match_names(prepared.asked_kinds, evidence.names, reading.own_names),
    )
    async with kernels.for_run() as current:
        run = await execute(reading.source, questions, kernels=current, limits=prepared.exercise.limits, key=key)
        return run if prepared.packed else await add_reference_values(prepared, run, kernels=current)
