"""What a learner reads first."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from grader.model import Diagnosis, Exercise, Outcome, Proof, Result, Run
from grader.source.highlight import highlight
from reports.focus import BACKED, Focus
from reports.submission import SubmissionPage, submission_page

Sample = tuple[Result, Run, Exercise]
DIAGNOSIS = Diagnosis(
    rule="r",
    message="It looks as if `hidden` has no activation.",
    where="`hidden`",
    lesson="05_single_layer",
    hints=("one", "two", "three"),
)
LESSONS = {"05_single_layer": "lesson 5, Single layer"}


def focus(sample: Sample, reference: Run, *diagnoses: Diagnosis, outcome: Outcome | None = None) -> Focus:
    result, run, exercise = sample
    result = replace(result, diagnoses=diagnoses, outcome=outcome or result.outcome)
    return submission_page(result, run, exercise, reference, lessons=LESSONS).focus


def test_a_diagnosis_comes_with_its_line_its_next_step_and_its_lesson(
    samples: Mapping[str, Sample], reference: Run
) -> None:
    """The line is the last that defines the name in the diagnosis; what is guessed says that it is likely."""
    found = focus(samples["wrong_value"], reference, DIAGNOSIS, replace(DIAGNOSIS, message="And more."))

    assert (found.text, found.trust, found.lesson) == (DIAGNOSIS.message, "likely", "lesson 5, Single layer")
    assert [hint.text for hint in found.hints] == ["one", "two", "three"]
    assert found.also == ("And more.",)
    assert found.spot
    assert (found.spot.cell, [line.number for line in found.spot.lines if line.meant]) == (3, [1])


def test_a_proven_cause_stands_at_the_line_that_the_repair_changes(
    samples: Mapping[str, Sample], reference: Run
) -> None:
    """Not at the line that defines what is judged, which may be right."""
    proof = Proof(repair=("name",), tries=3, cell=3, line=1)
    found = focus(samples["wrong_value"], reference, replace(DIAGNOSIS, where="line 1 (`y = 1`)", proven=proof))

    assert found.trust == "proven"
    assert found.spot
    assert (found.spot.cell, [line.number for line in found.spot.lines if line.meant]) == (3, [1])


def test_a_cause_whose_place_is_a_line_stands_at_that_line(samples: Mapping[str, Sample], reference: Run) -> None:
    """Here the first line of the cell, which binds nothing that is judged."""
    result, run, exercise = samples["raised"]
    number, cell, _ = run.own_failure or pytest.fail("it raised")
    found = focus((result, run, exercise), reference, replace(DIAGNOSIS, where=cell.place(number, 1)))

    assert found.spot
    assert (found.spot.cell, [line.number for line in found.spot.lines if line.meant]) == (number, [1])


def test_an_error_stands_at_its_line(pages: Mapping[str, SubmissionPage]) -> None:
    """Where no cause is known, the error of the learner's own cell comes first."""
    found = pages["raised"].focus

    assert found.title == "Line 2 (`output = activation(hidden @ W1 + B2)`) raised InvalidArgumentError"
    assert found.trust == ""
    assert found.spot
    assert [line.number for line in found.spot.lines if line.meant] == [2]


def test_the_first_criterion_that_is_not_met_is_the_cause_otherwise(pages: Mapping[str, SubmissionPage]) -> None:
    """With the line that defines what is judged; its hints stand there, and not at its card again."""
    page = pages["wrong_value"]

    assert page.focus.text == page.failed[0].message
    assert page.focus.spot
    assert [line.number for line in page.focus.spot.lines if line.meant] == [2]
    assert [hint.label for hint in page.focus.hints] == ["A nudge", "A clearer hint", "Nearly the answer"]
    assert page.failed[0].hints == ()


def test_a_call_defines_nothing(samples: Mapping[str, Sample], reference: Run) -> None:
    """`output.assign(axis=0)` is not where `output` is made."""
    result, run, exercise = samples["wrong_value"]
    last = replace(run.cells[-1], source=run.cells[-1].source + "\noutput.numpy(axis=0)", coloured=())
    cells = (*run.cells[:-1], replace(last, coloured=highlight(last.source)))
    found = focus((result, replace(run, cells=cells), exercise), reference)

    assert found.spot
    assert [line.number for line in found.spot.lines if line.meant] == [2]


def test_a_blank_as_it_was_handed_out_asks_whether_it_was_saved(samples: Mapping[str, Sample], reference: Run) -> None:
    """So does one that raises by itself; no criterion is said to be wrong, and no hint given."""
    result, run, exercise = samples["not_attempted"]
    for outcome in (Outcome.OK, Outcome.RAISED):
        page = submission_page(replace(result, outcome=outcome), run, exercise, reference, lessons={})
        assert page.focus.title == "Nothing was changed: did you save the notebook?"
        assert "Save the notebook" in page.focus.steps[0]
        assert (page.failed, page.notices) == ((), ())
        assert {card.hints for card in page.cards} == {()}


def test_an_unreadable_file_says_what_happened_and_what_to_do(pages: Mapping[str, SubmissionPage]) -> None:
    """Saved? The right file? Nothing is said to be wrong about an answer that nobody has read."""
    page = pages["unreadable"]

    assert page.focus.text.startswith("The notebook ends in the middle, at line 120.")
    assert len(page.focus.steps) == 3
    assert (page.failed, page.passed) == ((), ())
    assert {card.hints for card in page.cards} == {()}


def test_a_fault_of_the_grader_asks_nothing_of_the_learner(pages: Mapping[str, SubmissionPage]) -> None:
    """It says whose fault it is, once."""
    page = pages["ours"]

    assert (page.focus.title, page.focus.steps) == ("An error in the grader, not in your answer", ())
    assert page.notices == ()


@pytest.mark.parametrize(
    "outcome",
    [Outcome.TIMED_OUT, Outcome.OUT_OF_MEMORY, Outcome.TOO_MUCH_OUTPUT, Outcome.CRASHED, Outcome.BROKE_PROTOCOL],
)
def test_a_stop_says_what_happened_where_and_what_to_do(
    samples: Mapping[str, Sample], reference: Run, outcome: Outcome
) -> None:
    """Before any diagnosis, as what is missing then may say nothing about the exercise."""
    found = focus(samples["timed_out"], reference, DIAGNOSIS, outcome=outcome)

    assert found.kind == "stopped"
    assert found.text == "Cell 4 was stopped after 30 seconds: it never ends, or does far more work than this needs."
    assert found.spot
    assert (found.spot.cell, bool(found.steps), found.hints) == (4, True, ())
    assert not any(line.meant for line in found.spot.lines)


@pytest.mark.parametrize("outcome", sorted(BACKED - {Outcome.UNREADABLE}))
def test_where_the_file_went_wrong_no_hint_nudges_about_the_exercise(
    samples: Mapping[str, Sample], reference: Run, outcome: Outcome
) -> None:
    """A kernel that died says nothing about the learner's idea."""
    result, run, exercise = samples["timed_out"]
    page = submission_page(replace(result, outcome=outcome), run, exercise, reference, lessons={})

    assert {card.hints for card in page.cards} == {()}


def test_all_right_leads_on(pages: Mapping[str, SubmissionPage]) -> None:
    """Nothing is left to look at."""
    assert pages["trained"].focus.kind == "done"
    assert pages["trained"].failed == ()
