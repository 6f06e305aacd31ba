"""Every criterion of the course, on what its own reference shows with one thing that is not as it should be."""

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from grader.course.loader import load_course
from grader.engine.engine import Engine
from grader.engine.source_run import read_authored
from grader.evidence import EMPTY, Evidence, Tensor
from grader.judging.checks.requests import own_value_names
from grader.judging.judge import PreparedExercise
from grader.model import Run, Verdict
from grader.source.source import reference_source
from tests.hostile import decodable, variants

pytestmark = [pytest.mark.kernel, pytest.mark.usefixtures("shared_zygotes")]

ROOT = Path(__file__).parents[2]
COURSE = load_course(ROOT)
MOST = 6
"""Replacements within one thing that is asked for; other kinds of things come besides."""


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def engine(runner: asyncio.Runner, shared_zygotes: None) -> Iterator[Engine]:  # noqa: ARG001 - it is needed first
    engine = Engine.open(ROOT)
    yield engine
    runner.run(_close(engine))


async def _close(engine: Engine) -> None:
    engine.close()


def mirrored(prepared: PreparedExercise) -> Evidence:
    """The reference's evidence, and the same as what the reference makes of values of a learner's own."""
    evidence = prepared.reference.evidence
    names = {one.id: str(one.params["of"]) for one in prepared.exercise.rubric if own_value_names(one)}
    found = {f"{key}/{name}": one for key, name in names.items() if isinstance(one := evidence.seen.get(name), Tensor)}
    return msgspec.structs.replace(evidence, reference_on_learner_inputs=found)


def hostile(evidence: Evidence) -> Iterator[tuple[str, Evidence]]:
    """The evidence with one thing replaced, and the criterion that alone is shown that thing, if it is not for all."""
    for part in ("seen", "reference_on_learner_inputs", "rebuilt", "intermediate_values"):
        known = getattr(evidence, part)
        for place, (key, one) in enumerate(known.items()):
            criterion = key.partition("/")[0] if "/" in key else ""
            for other in variants(one, seed=place, most=MOST):
                alone = msgspec.structs.replace(EMPTY, **{part: {key: other}})
                if decodable(alone):  # each thing is checked for itself: the others, megabytes of weights, stay sound
                    yield criterion, msgspec.structs.replace(evidence, **{part: {**known, key: other}})


@pytest.mark.parametrize("exercise", COURSE.exercises)
def test_nothing_that_a_learner_leaves_is_our_fault(
    runner: asyncio.Runner, engine: Engine, exercise: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Each criterion passes, fails or waits, and every point is scored; no check and no rule of a diagnosis raises."""
    prepared = runner.run(engine.references.prepare(exercise, known=False))
    reading = read_authored(prepared, reference_source(prepared.exercise.reference))
    evidence = mirrored(prepared)
    caplog.set_level(logging.ERROR)
    judged = 0
    sound = engine.judge(prepared, reading, replace(prepared.reference, evidence=evidence))
    for criterion, changed in hostile(evidence):
        run: Run = replace(prepared.reference, key=f"{exercise} {judged}", evidence=changed)
        kept = {one.criterion: one for one in sound.findings if criterion and one.criterion != criterion}
        found = engine.judge(prepared, reading, run, kept=kept)

        assert Verdict.ERROR not in {one.verdict for one in found.findings}
        assert found.score.unscored == 0
        judged += 1
    assert judged > len(evidence.seen)
    assert not caplog.records
