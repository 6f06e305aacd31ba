"""Whose attempt is next."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import hypothesis.strategies as st
from hypothesis import given

from grader.gradebook.hand_ins import WaitingAttempt
from grader.model import Submission
from grader.service.drain import Turns

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def attempt(number: int, learner: str) -> WaitingAttempt:
    submission = Submission(
        learner=learner, exercise="05/a", attempt=number, path=Path("a.py"), sha256=str(number), received=NOW
    )
    return WaitingAttempt(id=number, submission=submission)


def line(*learners: str) -> Turns:
    """Attempts that came in this order."""
    turns = Turns()
    for number, learner in enumerate(learners, 1):
        turns.add(attempt(number, learner))
    return turns


def take(turns: Turns, *at_work: str, most: int = 99) -> str:
    one = turns.take(at_work=at_work, most=most, ready=lambda _: True)
    return one.submission.learner + str(one.id) if one else ""


def test_one_learner_after_the_other() -> None:
    """Whoever was served is last again; of each learner the oldest attempt is first."""
    turns = line("a", "a", "a", "b", "c", "b")

    assert [one.id for one in turns.order()] == [1, 4, 5, 2, 6, 3]
    assert take(turns) == "a1"
    turns.add(attempt(7, "d"))
    assert [take(turns) for _ in range(7)] == ["b4", "c5", "a2", "d7", "b6", "a3", ""]


def test_who_has_enough_at_work_lets_others_pass() -> None:
    """And keeps the turn."""
    turns = line("a", "b")

    assert take(turns, "a", most=1) == "b2"
    assert take(turns, "a", most=1) == ""
    assert take(turns, most=1) == "a1"


def test_what_is_not_ready_lets_others_pass() -> None:
    """Also a later attempt of the same learner."""
    turns = line("a", "a", "b")

    taken = turns.take(at_work=(), most=9, ready=lambda one: one.id != 1)

    assert taken is not None
    assert taken.id == 2
    assert [one.id for one in turns.order()] == [3, 1]


@given(st.lists(st.sampled_from("abcd"), max_size=30))
def test_everybody_waits_for_at_most_one_of_each(learners: list[str]) -> None:
    """All attempts come in their order, each once, and nobody is served twice while another waits."""
    turns = line(*learners)
    order = [one.id for one in turns.order()]
    taken = [one for one in iter(lambda: turns.take(at_work=(), most=9, ready=lambda _: True), None) if one]

    assert [one.id for one in taken] == order
    assert sorted(order) == list(range(1, len(learners) + 1))
    left = Counter(learners)
    served = Counter[str]()
    for one in taken:
        served[one.submission.learner] += 1
        left[one.submission.learner] -= 1
        waiting = [served[name] for name, count in left.items() if count]
        assert not waiting or served[one.submission.learner] - min(waiting) <= 1
