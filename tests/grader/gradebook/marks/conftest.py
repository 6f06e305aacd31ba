"""Gradebooks of a few learners, made as they are in earnest."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from grader.gradebook import Entry, Gradebook
from grader.model import Finding, Outcome, Result, Run, Score, Submission, Verdict

HandIn = Callable[..., None]


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Gradebook]:
    with Gradebook.open(tmp_path / "out" / "gradebook.sqlite") as gradebook:
        yield gradebook


@pytest.fixture
def hand_in(book: Gradebook) -> HandIn:
    """Records an attempt at an exercise of four points in two criteria of two."""

    def record(learner: str, exercise: str, attempt: int, earned: int, when: datetime, **options: bool) -> None:
        book.record(entry(learner, exercise, attempt, earned, when, **options))

    return record


def entry(  # noqa: PLR0913 - what differs between attempts
    learner: str,
    exercise: str,
    attempt: int,
    earned: int,
    when: datetime,
    *,
    reported: bool = True,
    fault: bool = False,
) -> Entry:
    """Two criteria of two points each, of which the first is earned first; a fault leaves the second unjudged."""
    first = min(earned, 2)
    verdicts = (
        Verdict.PASS if first else Verdict.FAIL,
        Verdict.ERROR if fault else Verdict.PASS if earned - first else Verdict.FAIL,
    )
    findings = tuple(
        Finding(verdict=verdict, message="m", criterion=name, title=name, earned=points, possible=2)
        for name, verdict, points in zip(("first", "second"), verdicts, (first, earned - first), strict=True)
    )
    submission = Submission(
        learner=learner,
        exercise=exercise,
        attempt=attempt,
        path=Path(learner) / f"{exercise}.py",
        sha256=f"{attempt:064x}",
        received=when,
        submitted=when if reported else None,
    )
    run = Run(key=f"{exercise} {attempt}", outcome=Outcome.OK)
    result = Result(
        submission=submission,
        run_key=run.key,
        outcome=run.outcome,
        attempted=True,
        findings=findings,
        score=Score(earned=earned, possible=4, unscored=2 if fault else 0),
        grader_version="1",
        graded=when,
    )
    return Entry(result=result, run=run, cached=False, exercise_digest="e", reference_key="r")
