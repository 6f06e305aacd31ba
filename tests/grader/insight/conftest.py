"""Gradebooks of recorded results, made by hand."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader.gradebook import Entry, Gradebook
from grader.model import Diagnosis, Finding, Outcome, Result, Run, Score, Submission, Verdict

WHEN = datetime(2026, 3, 9, 14, 5, tzinfo=UTC)

Recorded = Callable[[Iterable[Entry]], Gradebook]
"""A gradebook with these entries, open until the test ends."""


@pytest.fixture
def recorded(tmp_path: Path) -> Iterable[Recorded]:
    books: list[Gradebook] = []

    def record(entries: Iterable[Entry]) -> Gradebook:
        book = Gradebook.open(tmp_path / f"{len(books)}.sqlite")
        books.append(book)
        book.record_all(entries)
        return book

    yield record
    for book in books:
        book.close()


@pytest.fixture
def entry() -> Callable[..., Entry]:
    """Makes one result from its verdicts."""
    return made


def made(  # noqa: PLR0913 - all have a default
    learner: str,
    exercise: str,
    verdicts: str,
    *,
    attempt: int = 1,
    attempted: bool = True,
    outcome: Outcome = Outcome.OK,
    message: str = "It differs in 3 of 4 values.",
    rule: str | None = None,
    content: str = "0" * 64,
    wall_s: float = 1.0,
    digest: str = "e",
) -> Entry:
    """One result; `verdicts` has a letter a criterion (p, f, s, e), the n-th of which is worth n points."""
    findings = tuple(
        Finding(
            verdict=_VERDICTS[letter],
            message=message if letter == "f" else "",
            criterion=f"c{points}",
            title=f"Claim {points}",
            hints=("one", "two", "three") if letter != "p" else (),
            earned=points if letter == "p" else 0,
            possible=points,
        )
        for points, letter in enumerate(verdicts, start=1)
    )
    score = Score(
        earned=sum(one.earned for one in findings),
        possible=sum(one.possible for one in findings),
        unscored=sum(one.possible for one in findings if one.verdict is Verdict.ERROR),
    )
    submission = Submission(
        learner=learner, exercise=exercise, attempt=attempt, path=Path("a.py"), sha256=content, received=WHEN
    )
    run = Run(key=f"{learner}{exercise}{attempt}", outcome=outcome, wall_s=wall_s, cpu_s=wall_s / 2)
    result = Result(
        submission=submission,
        run_key=run.key,
        outcome=outcome,
        attempted=attempted,
        findings=findings,
        score=score,
        grader_version="1",
        graded=WHEN,
        diagnoses=(_diagnosis(rule),) if rule else (),
    )
    return Entry(result=result, run=run, cached=False, exercise_digest=digest, reference_key="r")


_VERDICTS = {"p": Verdict.PASS, "f": Verdict.FAIL, "s": Verdict.SKIP, "e": Verdict.ERROR}


def _diagnosis(rule: str) -> Diagnosis:
    return Diagnosis(rule=rule, message="It looks as if.", where="`y`", lesson="l", hints=("a", "b", "c"))
