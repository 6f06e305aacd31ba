"""The labelled answers, run once for all tests of them."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from grader.engine.engine import Engine
from grader.engine.source_run import read_authored
from grader.judging.causes import package_causes
from grader.model import Verdict
from grader.verification.cache import ProofCache
from grader.verification.verify import run_once
from tests.diagnosis.corpus import Case, Outcome, cases, filled, misses, table

ROOT = Path(__file__).parents[2]


async def judged(engine: Engine, proofs: ProofCache, case: Case) -> Outcome:
    """One labelled answer, run and judged as any other."""
    prepared = await engine.references.prepare(case.exercise)
    reading = read_authored(prepared, filled(case, prepared.exercise.reference))
    found = engine.judge(prepared, reading, await run_once(engine, proofs, prepared, reading))
    every = package_causes().causes  # a cause of the exercise's own is none of them
    named = tuple(one.rule for one in found.diagnoses if one.rule in every)
    return Outcome(case=case, named=named, passed=all(one.verdict is Verdict.PASS for one in found.findings))


async def all_judged(wanted: list[Case]) -> list[Outcome]:
    engine = Engine.open(ROOT, workers=2)
    proofs = ProofCache.for_engine(engine, mutants=False)
    try:
        for exercise in dict.fromkeys(case.exercise for case in wanted):
            await engine.references.prepare(exercise)
        return list(await asyncio.gather(*(judged(engine, proofs, case) for case in wanted)))
    finally:
        engine.close()


@pytest.fixture(scope="session")
def outcomes() -> list[Outcome]:
    """What became of every answer whose exercise there is; the others are counted."""
    every = list(cases())
    known = {f"{path.parents[0].name}/{path.stem}" for path in (ROOT / "exercises").glob("*/*.toml")}
    found = asyncio.run(all_judged([case for case in every if case.exercise in known]))
    waiting = Counter(case.exercise for case in every if case.exercise not in known)
    print(f"\n{table(found)}\n\n" + "\n".join(misses(found)))  # noqa: T201 - the figures are what it is run for
    whole = sum(one.passed and one.case.label != "right" for one in found)
    print(f"{whole} labelled wrong answers earn full marks, so that nothing is said of them.")  # noqa: T201 - likewise
    print(f"{len(found)} answers judged; {sum(waiting.values())} wait for their exercises: {dict(waiting)}")  # noqa: T201 - likewise
    return found
