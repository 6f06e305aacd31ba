"""Runs one source in a kernel of its own: a course's reference, or an answer to a prepared exercise."""

from grader.checks.criterion_names import reference_looks
from grader.engine.kernel_supply import KernelSupply
from grader.engine.mirrored_run import add_reference_values
from grader.engine.run_keys import RunKeys
from grader.errors import SpecError
from grader.grading.judge import PreparedExercise
from grader.grading.name_matching import match_names
from grader.grading.rubric import wrong_models
from grader.model import Exercise, Outcome, Run
from grader.reader.reading import reading_of
from grader.run.execute import Questions, execute
from grader.source.records import Reading, Source
from grader.source.recovery import recover
from grader.source.source import stub_source


def read_authored(prepared: PreparedExercise, source: Source) -> Reading:
    """Code that the course's authors wrote, or that was made from theirs, as it can be run for an exercise."""
    recovered = recover(source, prepared.stub, prepared.handout.asked)
    assert isinstance(recovered, Source), "a script is whole"
    return reading_of(recovered, prepared.stub)


async def run_reference(
    exercise: Exercise, source: Source, *, keys: RunKeys, kernels: KernelSupply, key: str = ""
) -> Run:
    """A reference's run, asked all that its exercise asks. The exercise need not be prepared.

    Raises `SpecError` where the reference does not run to its end, and `KernelFault` where that is our fault.
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
    """The run of a source that was read for a prepared exercise. Raises `KernelFault` where it is our fault."""
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
