"""Every criterion of the course, on what its own reference shows with one thing that is not as it should be."""

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from grader.checks.requests import own
from grader.course.loader import load_course
from grader.engine.engine import Desk
from grader.evidence import Evidence, Tensor
from grader.grading.judge import Prepared
from grader.model import Run, Verdict
from grader.source.source import reference_source
from tests.hostile import decodable, variants

pytestmark = pytest.mark.kernel

ROOT = Path(__file__).parents[2]
COURSE = load_course(ROOT)
MOST = 6
"""Replacements within one thing that is asked for; other kinds of things come besides."""


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def desk(runner: asyncio.Runner) -> Iterator[Desk]:
    desk = Desk.open(ROOT)
    yield desk
    runner.run(_close(desk))


async def _close(desk: Desk) -> None:
    desk.close()


def mirrored(prepared: Prepared) -> Evidence:
    """The reference's evidence, and the same as what the reference makes of values of a learner's own."""
    evidence = prepared.reference.evidence
    names = {one.id: str(one.params["of"]) for one in prepared.exercise.rubric if own(one)}
    found = {f"{key}/{name}": one for key, name in names.items() if isinstance(one := evidence.seen.get(name), Tensor)}
    return msgspec.structs.replace(evidence, mirrored=found)


def hostile(evidence: Evidence) -> Iterator[Evidence]:
    """The evidence with one thing replaced, wherever in it."""
    for part in ("seen", "mirrored", "rebuilt", "around"):
        known = getattr(evidence, part)
        for place, (key, one) in enumerate(known.items()):
            for other in variants(one, seed=place, most=MOST):
                changed = msgspec.structs.replace(evidence, **{part: {**known, key: other}})
                if decodable(changed):
                    yield changed


@pytest.mark.parametrize("exercise", COURSE.exercises)
def test_nothing_that_a_learner_leaves_is_our_fault(
    runner: asyncio.Runner, desk: Desk, exercise: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Each criterion passes, fails or waits, and every point is scored; no check and no rule of a diagnosis raises."""
    prepared = runner.run(desk.prepare(exercise, known=False))
    reading = desk.read_authors(prepared, reference_source(prepared.exercise.reference))
    evidence = mirrored(prepared)
    caplog.set_level(logging.ERROR)
    judged = 0
    for changed in hostile(evidence):
        run: Run = replace(prepared.reference, key=f"{exercise} {judged}", evidence=changed)
        found = desk.judge(prepared, reading, run)

        assert Verdict.ERROR not in {one.verdict for one in found.findings}
        assert found.score.unscored == 0
        judged += 1
    assert judged > len(evidence.seen)
    assert not caplog.records
