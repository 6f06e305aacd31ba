"""Results of a cohort as large as the grader is made for, as if they had been graded: repeatable, and quick to make.

    PYTHONPATH=. python -P -m tests.bench.big_cohort OUT --learners 10000 --exercises 30

Learners differ in ability and criteria in difficulty, so that statistics have something to find. Messages are as long
and as varied as real ones. One criterion, `SUSPECT`, is failed by the strong and passed by the weak.
"""

import argparse
import hashlib
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from grader.course.loader import find_course, load_course
from grader.gradebook import Entry, Gradebook
from grader.model import Diagnosis, Finding, Outcome, Result, Run, Score, Submission, Trust, Verdict

START = datetime(2025, 9, 1, 8, tzinfo=UTC)
CHUNK = 2000
CRITERIA = (
    ("names", "The asked names are there", 1),
    ("shape", "The output has the right shape", 1),
    ("value", "The output has the right values", 2),
    ("hidden", "It holds for other inputs, too", 2),
    ("model", "The network has the asked layers", 1),
    ("trained", "The network has learned: it is right about held-out images", 2),
)
SUSPECT = (4, "model")
"""The ordinal of the exercise, and its criterion, that strong learners fail."""
HINTS = (
    "Look again at what the exercise asks of {}, and print what you have just before the last line.",
    "Which axis is summed over in {}, and which one is kept? Compare the shape before and after that step.",
    "The last step of {} wants features times weights, summed over axis 1 with keepdims=True, plus the bias.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """How large, and by which random numbers."""

    learners: int = 10_000
    exercises: int = 30
    seed: int = 0

    def entries(self) -> Iterator[Entry]:
        """One result for each learner and exercise, as if they had been graded one exercise a week."""
        names = load_course(find_course(Path(__file__).parents[2])).exercises[: self.exercises]
        chance = random.Random(self.seed)  # noqa: S311 - no secret
        abilities = [chance.gauss(0, 1) for _ in range(self.learners)]
        for ordinal, exercise in enumerate(names):
            hardness = [chance.gauss(-0.9, 0.8) for _ in CRITERIA]
            for learner, ability in enumerate(abilities):
                if chance.random() < 0.96:
                    yield _entry(chance, _Case(ordinal, exercise, learner, ability), hardness)


@dataclass(frozen=True, slots=True)
class _Case:
    ordinal: int
    exercise: str
    learner: int
    ability: float


def _entry(chance: random.Random, case: _Case, hardness: list[float]) -> Entry:
    findings = tuple(_findings(chance, case, hardness))
    when = START + timedelta(weeks=case.ordinal, minutes=chance.randrange(10_000))
    content = _digest("file", case.exercise, case.learner if chance.random() < 0.8 else case.learner % 50)
    run = Run(
        key=_digest("run", content),
        outcome=Outcome.OK if chance.random() < 0.93 else Outcome.RAISED,
        wall_s=round(chance.lognormvariate(0, 0.6), 6),
        cpu_s=round(chance.lognormvariate(-0.5, 0.6), 6),
        peak_mib=round(chance.uniform(70, 160), 3),
    )
    name = f"learner-{case.learner:05}"
    submission = Submission(
        learner=name,
        exercise=case.exercise,
        attempt=1,
        path=Path("handed_in") / name / f"{case.exercise}.ipynb",
        sha256=content,
        received=when + timedelta(hours=5),
        submitted=when,
    )
    result = Result(
        submission=submission,
        run_key=run.key,
        outcome=run.outcome,
        attempted=chance.random() < 0.97,
        findings=findings,
        score=Score(earned=sum(one.earned for one in findings), possible=sum(one.possible for one in findings)),
        grader_version="1.0.0",
        graded=when + timedelta(hours=6),
        diagnoses=tuple(_diagnoses(chance, case, findings)),
        diagnosed_by=_digest("rules", case.exercise),
    )
    digest, reference = _digest("exercise", case.exercise), _digest("reference", case.exercise)
    return Entry(result=result, run=run, cached=False, exercise_digest=digest, reference_key=reference)


def _findings(chance: random.Random, case: _Case, hardness: list[float]) -> Iterator[Finding]:
    failed = False
    for (criterion, title, points), hard in zip(CRITERIA, hardness, strict=True):
        suspect = (case.ordinal, criterion) == SUSPECT
        passes = (-case.ability if suspect else case.ability) + chance.gauss(0, 0.7) > hard
        skipped = failed and criterion in {"value", "hidden"}
        failed = failed or not passes
        verdict = Verdict.SKIP if skipped else Verdict.PASS if passes else Verdict.FAIL
        expected, actual, message = _said(chance, criterion, verdict)
        yield Finding(
            verdict=verdict,
            message=message,
            expected=expected,
            actual=actual,
            criterion=criterion,
            title=title,
            hints=() if verdict is Verdict.PASS else tuple(hint.format(f"`{criterion}`") for hint in HINTS),
            earned=points if verdict is Verdict.PASS else 0,
            possible=points,
            trust=Trust.VERIFIED,
            judged_by=_digest("criterion", case.exercise, criterion),
        )


def _said(chance: random.Random, criterion: str, verdict: Verdict) -> tuple[str, str, str]:
    """Expected, actual and message, which differ from learner to learner where something failed."""
    if verdict is Verdict.SKIP:
        return "", "", "Not looked at: an earlier criterion has to pass first."
    if verdict is Verdict.PASS:
        return "float32 (3, 1)", "float32 (3, 1)", f"`{criterion}` is as asked, for 3 of 3 inputs."
    wrong, total = chance.randrange(1, 60), 60
    first, most = chance.randrange(60), chance.lognormvariate(0, 1)
    message = (
        f"`{criterion}` differs in {wrong} of {total} values, first at [{first}, 0]; the largest difference is "
        f"{most:.4g}, or {most * 31:.3g} % of the value. "
    )
    return "float32 (60, 1)", f"float32 ({total}, {wrong})", message


def _diagnoses(chance: random.Random, case: _Case, findings: tuple[Finding, ...]) -> Iterator[Diagnosis]:
    if any(one.verdict is Verdict.FAIL for one in findings) and chance.random() < 0.4:
        rule = chance.choice(("no_bias", "wrong_axis", "sign_lost", "softmax_of_all", "no_activation"))
        yield Diagnosis(
            rule=rule,
            message=f"It looks as if {rule.replace('_', ' ')} is the reason: the values come out so without it.",
            where=f"`y = sigmoid(features * weights[{chance.randrange(9)}])`",
            lesson=case.exercise.partition("/")[0],
            hints=tuple(hint.format(rule) for hint in HINTS),
        )


def _digest(*parts: object) -> str:
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()


def fill(book: Gradebook, cohort: Cohort) -> int:
    """How many results the gradebook got."""
    made, entries = 0, cohort.entries()
    while chunk := list(islice(entries, CHUNK)):
        book.record_all(chunk)
        made += len(chunk)
    return made


def main() -> None:
    """Fill OUT's gradebook, and say how long it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--learners", type=int, default=10_000)
    parser.add_argument("--exercises", type=int, default=30)
    said = parser.parse_args()
    path, before = said.out / "gradebook.sqlite", time.monotonic()
    with Gradebook.open(path) as book:
        made = fill(book, Cohort(learners=said.learners, exercises=said.exercises))
    size, took = path.stat().st_size / 2**20, time.monotonic() - before
    print(f"{made} results in {took:.0f} s; {path}: {size:.0f} MiB")  # noqa: T201 - what it is called for


if __name__ == "__main__":
    main()
