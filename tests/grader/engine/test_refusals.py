"""Whatever a kernel says of an answer, nothing of it becomes our fault; and of an honest answer nothing is refused."""

import asyncio
import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from grader.engine.engine import Engine
from grader.engine.source_run import read_authored
from grader.errors import EvidenceError
from grader.evidence import Refused, decode, encode
from grader.judging.checks import CHECKS
from grader.judging.checks.requests import observed_names
from grader.judging.judge import PreparedExercise
from grader.model import Criterion, Run, Verdict
from grader.source.records import Reading
from grader.source.solution_blocks import reference_text
from grader.source.source import fill
from grader.storage.runs import decode_run, encode_run
from grader.verification.cases import _refused
from tests.mutated import HOSTILE, changed, nested, places, without

pytestmark = [pytest.mark.kernel, pytest.mark.usefixtures("shared_zygotes")]

ROOT = Path(__file__).parents[3]
EXERCISES = ("06_multi_layer/two_layers", "09_pipelines/pipeline", "11_keras/sequential", "25_saving/save_and_load")
SAMPLED = 250
"""Changed messages of each exercise."""
CAP = 2**25


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def engine(runner: asyncio.Runner, shared_zygotes: None) -> Iterator[Engine]:  # noqa: ARG001 - it is needed first
    engine = Engine.open(ROOT)
    yield engine

    async def close() -> None:
        engine.close()

    runner.run(close())


async def answered(engine: Engine, exercise: str) -> tuple[PreparedExercise, Reading, Run]:
    """An exercise, and the run of its first accepted answer."""
    prepared = await engine.references.prepare(exercise, known=False)
    folder = ROOT / "solutions" / exercise
    path = min((folder / "accepted").glob("*.py"))
    whole = fill(reference_text(folder / "reference.py"), path.read_text(encoding="utf-8"))
    reading = read_authored(prepared, whole)
    return prepared, reading, await engine.run(prepared, reading)


def hostile(seen: dict[str, Any], random_: random.Random) -> tuple[str, dict[str, Any]]:
    """What was seen with one place of it changed, and under which key."""
    key = random_.choice(sorted(seen))
    path = random_.choice([one for one in places(seen[key]) if one] or [()])
    if path and random_.random() < 0.1:
        return key, seen | {key: without(seen[key], path)}
    return key, seen | {key: changed(seen[key], path, random_.choice([*HOSTILE, nested(500)]))}


def concerned(criterion: Criterion, key: str, rubric: dict[str, Criterion]) -> bool:
    """Whether a criterion, or one that it waits for, may look at what is under a key."""
    if criterion.after and concerned(rubric[criterion.after], key, rubric):
        return True
    owner, slash, _ = key.partition("/")
    if slash:
        return owner == criterion.id
    return key in {*observed_names(criterion), *criterion.replay} or repr(key) in repr(criterion.params)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_no_message_makes_an_answer_our_fault(runner: asyncio.Runner, engine: Engine, exercise: str) -> None:
    """An accepted answer's own message, changed at one place each time.

    No criterion errs, those that do not look at that place keep their verdicts, and a refusal keeps its traceback.
    """
    prepared, reading, run = runner.run(answered(engine, exercise))
    rubric = {one.id: one for one in prepared.exercise.rubric}
    before = {one.criterion: one for one in engine.judge(prepared, reading, run).findings}
    assert [*_refused(engine.judge(prepared, reading, run), run)] == []
    said = json.loads(encode(run.evidence))
    random_ = random.Random(7)  # noqa: S311 - a sample
    refused = 0
    for _ in range(SAMPLED):
        key, seen = hostile(said["seen"], random_)
        message = json.dumps(said | {"seen": seen, "rebuilt": {}, "reference_on_learner_inputs": {}}).encode()
        try:
            decoded = decode(message, max_bytes=CAP)
        except EvidenceError:
            continue  # nothing of it is used
        kept = {
            "rebuilt": run.evidence.rebuilt,
            "reference_on_learner_inputs": run.evidence.reference_on_learner_inputs,
        }
        claimed = replace(run, evidence=msgspec.structs.replace(decoded, **kept))

        judged = engine.judge(prepared, reading, decode_run(encode_run(claimed), run.key))

        assert judged.score.unscored == 0, (key, seen[key])
        for finding in judged.findings:
            assert finding.verdict is not Verdict.ERROR
            if not concerned(rubric[finding.criterion], key, rubric):
                assert finding.verdict is before[finding.criterion].verdict, (key, seen[key], finding)
            if finding.refusal:
                refused += 1
                assert (finding.earned, "Traceback" in finding.refusal.traceback) == (0, True)
                assert "Traceback" not in finding.message + finding.actual + finding.expected
        if isinstance(decoded.seen[key], Refused):
            assert judged.score.earned <= sum(one.earned for one in before.values())
    assert refused > SAMPLED / 10


def test_a_check_that_fails_on_what_a_learner_left_refuses_that_alone(
    runner: asyncio.Runner, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A planted fault of ours in one check, met by the learner's answer and not by the reference."""
    prepared, reading, run = runner.run(answered(engine, "06_multi_layer/two_layers"))
    first = prepared.exercise.rubric[0]
    check = CHECKS[first.check]

    def faulty(learner: Any, reference: Any, **params: Any) -> Any:
        if learner.names != reference.names:
            raise KeyError("a fault of ours")
        return check(learner, reference, **params)

    faulty.__wrapped__ = check  # type: ignore[attr-defined] # so that its parameters are read
    faulty.__module__ = check.__module__
    monkeypatch.setitem(CHECKS, first.check, faulty)

    judged = engine.judge(prepared, reading, run)

    by_id = {one.criterion: one for one in judged.findings}
    refusal = by_id[first.id].refusal
    assert by_id[first.id].verdict is Verdict.FAIL
    assert refusal is not None
    assert "a fault of ours" in refusal.traceback
    assert judged.score.unscored == 0
