"""What a learner is told where a repair was found."""

import pytest

from grader.judging.causes.repair_hints import HINTS, general_message, proven_diagnosis
from grader.source.records import Candidate, SmallEdit

MOST_WORDS = 80


def candidate(*kinds: str) -> Candidate:
    changes = tuple(
        SmallEdit(kind=kind, line=2, old="h1", new="y1", repaired="y2 = tf.matmul(y1, W2)") for kind in kinds
    )
    return Candidate(cell=3, text="", changes=changes, answers=(), binds=frozenset())


@pytest.mark.parametrize("kind", HINTS)
def test_hints_climb_from_a_nudge_and_stay_short(kind: str) -> None:
    """Only the third one may say what is missing, and none shows the repaired line."""
    found = proven_diagnosis(candidate(kind), exercise="06_multi_layer/two_layers", tries=4, whole=True, reveal=False)

    assert found is not None
    assert (found.rule, found.where, found.lesson) == (f"repair_{kind}", "line 2 of cell 3", "06_multi_layer")
    assert not [one for one in (found.message, *found.hints[:2]) if "y1" in one]
    assert not [one for one in (found.message, *found.hints) if len(one.split()) > MOST_WORDS or "{" in one]
    assert not [one for one in found.hints if "y2 = tf.matmul" in one]
    assert found.hints[0].endswith("?") or "?" in found.hints[0]
    assert found.proven is not None
    assert (found.proven.repair, found.proven.tries) == ((kind,), 4)


def test_the_repaired_line_is_shown_where_the_author_lets_it() -> None:
    """In the third hint alone."""
    found = proven_diagnosis(candidate("name"), exercise="a/b", tries=1, whole=True, reveal=True)

    assert found is not None
    assert [("y2 = tf.matmul(y1, W2)" in one) for one in found.hints] == [False, False, True]


def test_two_changes_and_a_part_are_told_as_such() -> None:
    """Nobody is promised more than what was seen."""
    both = proven_diagnosis(candidate("name", "operator"), exercise="a/b", tries=1, whole=True, reveal=False)
    part = proven_diagnosis(candidate("name"), exercise="a/b", tries=1, whole=False, reveal=False)

    assert both is not None
    assert part is not None
    assert "another small change" in both.message
    assert "more criteria pass" in part.message


def test_the_same_change_at_several_places_is_told_once() -> None:
    """With the lines of all of them in the third hint alone."""
    changes = tuple(SmallEdit(kind="extra_keyword", line=line, old="use_bias=False", new="") for line in (2, 3, 5))
    repeated = Candidate(cell=3, text="", changes=changes, answers=(), binds=frozenset())
    found = proven_diagnosis(repeated, exercise="a/b", tries=1, whole=True, reveal=False)

    assert found is not None
    assert found.message.endswith("With the same small change at 3 places, every criterion passes.")
    assert found.hints[2].endswith("Do the same at each of the 3 places: lines 2, 3, 5.")
    assert "5" not in "".join(found.hints[:2])


@pytest.mark.parametrize("kind", HINTS)
def test_what_is_said_of_several_answers_names_the_place_of_none(kind: str) -> None:
    """A learner's own page sums up what was misunderstood in more than one exercise."""
    said = general_message(f"repair_{kind}")

    assert "{" not in said
    assert "`" not in said
    assert said.endswith(".")
