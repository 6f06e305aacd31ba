"""What a learner reads if a repair was found."""

from dataclasses import replace

import pytest

from grader.judging.causes import Cause, CauseTable, package_causes
from grader.judging.causes.diagnosing import proven_diagnosis
from grader.model import CellRun, Diagnosis
from grader.source.records import Candidate, SmallEdit

MOST_WORDS = 80
CELLS = (CellRun(source=""), CellRun(source=""), CellRun(source="a\ny = b", heading="Your task"))
PLACE = "line 2 (`y = b`) under “Your task”"
CAUSES = package_causes()
LIKELY = Diagnosis(
    rule="bias_lost", message="It looks as if a bias is missing.", where="`y`", lesson="", hints=("1?", "2", "3")
)


def candidate(*kinds: str) -> Candidate:
    changes = tuple(
        SmallEdit(kind=kind, line=2, old="h1", new="y1", repaired="y2 = tf.matmul(y1, W2)") for kind in kinds
    )
    return Candidate(cell=3, text="", changes=changes, answers=(), binds=frozenset())


def proven(found: Candidate, *likely: Diagnosis, whole: bool = True, reveal: bool = False) -> Diagnosis:
    said = proven_diagnosis(found, CAUSES, likely, CELLS, exercise="06/two", tries=4, whole=whole, reveal=reveal)
    assert said is not None
    return said


@pytest.mark.parametrize("kind", CAUSES.by_repair)
def test_hints_climb_from_a_nudge_and_stay_short(kind: str) -> None:
    """Only the third one may say what is missing, and none shows the repaired line."""
    found = proven(candidate(kind))

    assert (found.rule, found.where) == (CAUSES.by_repair[kind].name, PLACE)
    assert not [one for one in (found.message, *found.hints[:2]) if "y1" in one]
    assert not [one for one in (found.message, *found.hints) if len(one.split()) > MOST_WORDS or "{" in one]
    assert not [one for one in found.hints if "y2 = tf.matmul" in one]
    assert "?" in found.hints[0]
    assert found.message.endswith("With one small change there, every criterion passes.")
    assert found.proven is not None
    assert (found.proven.repair, found.proven.tries) == ((kind,), 4)


def test_a_sort_of_repair_that_the_table_lacks_proves_nothing() -> None:
    """The reader may know more than the table."""
    assert (
        proven_diagnosis(candidate("new"), CAUSES, (), CELLS, exercise="a/b", tries=1, whole=True, reveal=False) is None
    )


def test_a_likely_cause_that_the_repair_proves_keeps_its_words() -> None:
    """A learner reads one voice; only the place and the proof are new."""
    found = proven(candidate("missing_operand"), LIKELY, reveal=True)

    assert found.rule == "bias_lost"
    assert found.message == f"A bias is missing. With one small change in {PLACE}, every criterion passes."
    assert found.hints == ("1?", "2", "3 Then it reads: `y2 = tf.matmul(y1, W2)`")
    assert found.proven is not None


def test_any_repair_proves_a_cause_of_the_exercises_own() -> None:
    """Its values are those of a known wrong answer, and its author's words say more than the sort of an edit."""
    assert proven(candidate("function"), replace(LIKELY, rule="mean_for_sum")).rule == "mean_for_sum"


def test_a_difference_in_dtype_is_not_called_a_swapped_name() -> None:
    """What was measured stays true, whichever line the repair changes."""
    assert proven(candidate("exchanged"), replace(LIKELY, rule="other_dtype")).rule == "other_dtype"


@pytest.mark.parametrize(
    ("kinds", "likely", "rule"),
    [
        (("missing_operand",), "activation_lost", "value_left_out"),
        (("operator",), "bias_lost", "other_operator"),
        (("missing_operand", "extra_keyword"), "bias_lost", "value_left_out"),
    ],
)
def test_a_repair_of_another_sort_says_what_it_repairs(kinds: tuple[str, ...], likely: str, rule: str) -> None:
    """What was likely is then not what was wrong, or not all of it."""
    assert proven(candidate(*kinds), replace(LIKELY, rule=likely)).rule == rule


def test_what_mends_a_part_proves_no_likely_cause() -> None:
    """It may do so by chance."""
    assert proven(candidate("missing_operand"), LIKELY, whole=False).rule == "value_left_out"


def test_the_repaired_line_is_shown_where_the_author_lets_it() -> None:
    """In the third hint alone."""
    found = proven(candidate("name"), reveal=True)

    assert [("y2 = tf.matmul(y1, W2)" in one) for one in found.hints] == [False, False, True]


def test_little_is_said_of_a_repair_that_is_doubtful() -> None:
    """It may pass by chance, so it names no step, proves no likely cause, and shows no line."""
    chance = replace(candidate("function"), doubtful=True)
    found = proven(chance, replace(LIKELY, rule="other_kind"), reveal=True)

    assert found.rule == "unclear_change"
    assert not [one for one in (found.message, *found.hints) if "h1" in one or "y1" in one]
    assert found.proven is not None
    assert found.proven.repair == ("function",)


def test_two_changes_and_a_part_are_told_as_such() -> None:
    """Nobody is promised more than what was seen."""
    assert "another small change" in proven(candidate("name", "operator")).message
    assert "more criteria pass" in proven(candidate("name"), whole=False).message


def test_the_same_change_at_several_places_is_told_once() -> None:
    """With the lines of all of them in the third hint alone."""
    changes = tuple(SmallEdit(kind="extra_keyword", line=line, old="use_bias=False", new="") for line in (2, 3, 5))
    found = proven(Candidate(cell=3, text="", changes=changes, answers=(), binds=frozenset()))

    assert found.message.endswith("With the same small change at 3 places, every criterion passes.")
    assert found.hints[2].endswith("Do the same at each of the 3 places: lines 2, 3, 5.")
    assert "5" not in "".join(found.hints[:2])


@pytest.mark.parametrize("cause", CAUSES.causes.values(), ids=CAUSES.causes)
def test_what_is_said_of_several_answers_names_the_place_of_none(cause: Cause) -> None:
    """A learner's own page sums up what was misunderstood in more than one exercise."""
    said = cause.general_message

    assert "{" not in said
    assert said.endswith(".")


@pytest.mark.parametrize(
    ("exercise", "lesson"),
    [
        ("04/a", ""),
        ("05/a", "05"),
        ("06/a", "05"),
        ("08/a", "08"),
        ("09/a", "08"),
        ("99/a", ""),
    ],
)
def test_the_lesson_to_read_again_is_never_a_later_one(exercise: str, lesson: str) -> None:
    """The exercise's own if it explains the cause, else the last one before it, else none."""
    taught = ("04", "05", "06", "08", "09")
    cause = replace(CAUSES.causes["bias_lost"], lessons=("08", "05"))

    assert CauseTable(causes={cause.name: cause}, lessons=taught).lesson_of(cause, exercise) == lesson
