"""Feedback that was released by hand, in the gradebook."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from grader.gradebook import FeedbackRelease, Gradebook

WHEN = datetime(2030, 10, 21, 8, 30, tzinfo=UTC)
WEEK = FeedbackRelease(assignment="week 1", who="ines", when=WHEN)
NEXT = FeedbackRelease(assignment="week 2", who="tim", when=WHEN + timedelta(days=7))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "gradebook.sqlite"
    Gradebook.open(path).close()
    return path


def test_a_release_is_made_once_and_stays(path: Path) -> None:
    """Beside whoever judges, and in a copy; whoever presses the button again is told of the first time."""
    with Gradebook.open(path), Gradebook.join(path) as book:
        assert book.feedback_releases() == ()
        assert [book.release_feedback(one) for one in (WEEK, NEXT)] == [WEEK, NEXT]
        assert book.release_feedback(replace(WEEK, who="tim", when=WHEN + timedelta(days=1))) == WEEK
        book.backup(path.with_name("copy.sqlite"))
    for one in (path, path.with_name("copy.sqlite")):
        with Gradebook.view(one) as book:
            assert book.feedback_releases() == (WEEK, NEXT)
