"""What `grader regrade` prints, whether or not anybody looks at it on a terminal."""

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from grader.commands import console, regrade
from grader.engine.batch.regrade import ResultChange, Tally
from grader.gradebook.marks.aggregate import MarkChange
from grader.model import Score

LEARNER = "a-pseudonym-of-many-letters"
EXERCISE = "06_multi_layer/two_layers"
WHY = "'output is what the network computes': fail, 0 of 2 before, now pass, 2 of 2"


@pytest.fixture
def work() -> Any:
    """A regrade in which one result changed, and one submission is lost."""
    change = ResultChange(
        learner=LEARNER,
        exercise=EXERCISE,
        attempt=1,
        before=Score(earned=1, possible=4),
        after=Score(earned=3, possible=4),
        why=(WHY, WHY),
    )
    lost = SimpleNamespace(exercises={}, submissions=["a sentence of many words " * 5])
    return SimpleNamespace(
        changes=[change], not_regraded=lost, tally=Tally(seen=2, gained=1, moved=1, reworded=1, faults=1)
    )


def column(said: str, head: str, following: str) -> str:
    """All that the table has below a head, without white space."""
    lines = said.partition("Not changed")[0].splitlines(keepends=True)
    (heads,) = (line for line in lines if head in line)
    place = slice(heads.index(head), heads.index(following))
    return "".join("".join(line[place].split()) for line in lines[lines.index(heads) + 2 :])


@pytest.mark.parametrize("columns", [72, 80, 132])
def test_into_a_pipe_nothing_is_wider_than_on_the_terminal(
    work: Any, columns: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every line ends where the terminal does, and no name or reason is cut off there."""
    monkeypatch.setattr(console.out, "width", columns)

    changes = [
        MarkChange(learner=LEARNER, exercise=exercise, before=Fraction(1, 4), after=Fraction(3, 4))
        for exercise in (EXERCISE, None)
    ]

    regrade._show(work, changes, as_json=False)

    said = capsys.readouterr().out
    assert max(map(len, said.splitlines())) <= columns
    assert (column(said, "learner", "exercise"), column(said, "exercise", "attempt")) == (LEARNER, EXERCISE)
    assert column(said, "why", "\n") == "".join(f"{WHY}; {WHY}".split())
    assert "…" not in said
