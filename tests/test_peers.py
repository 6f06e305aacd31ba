"""The comparison with other graders, which no other test runs: its material and its page are there."""

import pytest

from tests.bench.peer_environments import NBGRADER, OTTER
from tests.bench.peer_exercises import EXERCISES, PeerExercise
from tests.bench.peers import SIX
from tests.shown import MANUAL


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_every_submission_fills_the_notebook_in(exercise: PeerExercise) -> None:
    """An answer that was renamed is noticed here, and no submission is another one's copy."""
    filled = {str(exercise.fill(exercise.stub(), learner)) for learner in exercise.learners}

    assert len(filled - {str(exercise.stub())}) == SIX


def test_the_manual_names_the_pinned_versions() -> None:
    """Whoever raises a version changes the page too."""
    page = (MANUAL / "developers" / "measure.md").read_text(encoding="utf-8")

    assert [str(peer) for peer in (NBGRADER, OTTER) if str(peer) not in page] == []
