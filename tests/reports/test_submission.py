"""Results as the record of a submission's page, with what changed since the attempt before."""

from collections.abc import Mapping
from dataclasses import FrozenInstanceError, replace

import pytest

from grader.model import CellRun, Exercise, Finding, Measurement, Outcome, Result, Run, Verdict
from grader.source.highlight import highlight
from grader.source.records import Change, ChangeKind, recovered
from grader.storage.layout import lesson_of
from reports.cards import MAX_ROWS, Comparison
from reports.charts import strip
from reports.code import MAX_CELLS
from reports.submission import MAX_LINES, Progress, Standing, SubmissionPage, progress, submission_page
from tests.rendered import page_html

from .conftest import REFERENCE, SAMPLES

Sample = tuple[Result, Run, Exercise]


def judged(sample: Sample, finding: Finding) -> Sample:
    """The sample with this as its only finding."""
    result, run, exercise = sample
    return replace(result, findings=(finding,)), run, exercise


def compared(sample: Sample, reference: Run, expected: str, actual: str) -> Comparison:
    finding = Finding(verdict=Verdict.FAIL, message="m", expected=expected, actual=actual, criterion="value")
    comparison = submission_page(*judged(sample, finding), reference, lessons={}).cards[0].comparison
    assert comparison is not None
    return comparison


def test_a_page_is_the_same_each_time(samples: Mapping[str, Sample], reference: Run) -> None:
    """Pages are made of their arguments alone."""
    for sample in samples.values():
        assert submission_page(*sample, reference, lessons={}) == submission_page(*sample, reference, lessons={})


def test_a_page_cannot_be_changed(pages: Mapping[str, SubmissionPage]) -> None:
    """A record is what it was made as."""
    with pytest.raises(FrozenInstanceError):
        pages["raised"].lesson = "another"  # type: ignore[misc]


def test_what_failed_comes_first_then_what_was_not_judged_then_what_passed(pages: Mapping[str, SubmissionPage]) -> None:
    """One card for each finding, in the rubric's order within its group, with what it was worth."""
    page = pages["timed_out"]
    groups = (page.failed, page.open, page.passed)

    assert [[(card.verdict, card.earned, card.possible) for card in group] for group in groups] == [
        [(Verdict.FAIL, 0, 3)],
        [(Verdict.ERROR, 0, 2)],
        [(Verdict.PASS, 1, 1), (Verdict.PASS, 1, 1)],
    ]


def test_a_page_says_as_reported_only_where_nothing_verified_is_known(pages: Mapping[str, SubmissionPage]) -> None:
    """Nobody checked the history; of a model whose parameters were counted outside the page says no such thing."""
    assert [card.reported for card in pages["trained"].passed] == [True, True, False]
    assert [card.reported for card in pages["wrong_layers"].cards] == [False, False, False]


def test_what_fails_by_its_own_word_needs_no_remark(samples: Mapping[str, Sample], reference: Run) -> None:
    """A submission that says to its disadvantage how it is, is believed without more ado."""
    made, run, exercise = samples["trained"]
    failed = replace(made, findings=tuple(replace(one, verdict=Verdict.FAIL) for one in made.findings))

    page = submission_page(failed, run, exercise, reference, lessons={})

    assert [card.reported for card in page.cards] == [False, False, False]


def test_hints_get_closer_step_by_step(pages: Mapping[str, SubmissionPage]) -> None:
    """Three hints with their names, at a criterion that is not met alone."""
    page = pages["timed_out"]
    assert [hint.label for hint in page.failed[0].hints] == ["A nudge", "A clearer hint", "Nearly the answer"]
    assert [card.hints for card in (*page.open, *page.passed)] == [(), (), ()]


def test_a_lesson_is_called_by_its_title(pages: Mapping[str, SubmissionPage]) -> None:
    """A page says its exercise's lesson as the course calls it; one that the course has not, by its id."""
    assert (pages["raised"].lesson, pages["trained"].lesson) == (
        "lesson 6, Multi-layer",
        "lesson 18, Training the model",
    )
    assert lesson_of("12_weights/weights", {}) == "12 weights"


def test_a_hidden_criterion_shows_title_and_verdict_alone(samples: Mapping[str, Sample], reference: Run) -> None:
    """Even a finding that says too much says nothing here, whichever of finding and rubric calls it hidden."""
    measured = Measurement(value=1, of=10, bar=5, reference=(6, 7))
    telling = Finding(
        verdict=Verdict.FAIL, message="m", expected="e", actual="a", hints=("h",), title="A title", measured=measured
    )
    for finding in (replace(telling, hidden=True), replace(telling, criterion="seed")):
        (card,) = submission_page(*judged(samples["raised"], finding), reference, lessons={}).cards
        assert card.hidden
        assert (card.title, card.verdict) == ("A title", Verdict.FAIL)
        assert (card.message, card.comparison, card.hints, card.cell, card.strip) == ("", None, (), None, None)


def test_a_measured_number_is_drawn_among_the_references(samples: Mapping[str, Sample], reference: Run) -> None:
    """A criterion that was judged by a calibration has its strip, whether it passes or not."""
    for verdict in (Verdict.PASS, Verdict.FAIL):
        measured = Measurement(value=861, of=1_000, bar=855, reference=(871, 890, 909))
        finding = Finding(verdict=verdict, message="m", criterion="value", measured=measured)
        page = submission_page(*judged(samples["raised"], finding), reference, lessons={})
        assert page.cards[0].strip == strip(measured)
        html = page_html(page)
        assert "yours: 861" in html
        assert ">bar 855</text>" in html
        assert 'aria-label="Yours: 861 of 1,000. The reference in 3 trainings: 871 to 909. The bar is 855' in html


def test_hidden_criteria_are_announced_until_they_are_judged(pages: Mapping[str, SubmissionPage]) -> None:
    """A rubric's hidden criterion without a finding is named as still to come; a judged one is not."""
    assert [notice.text for notice in pages["wrong_value"].notices] == [
        "1 criterion will also be judged when you hand in."
    ]
    assert pages["raised"].notices == ()


def test_a_stop_that_costs_nothing_is_said_all_the_same(samples: Mapping[str, Sample], reference: Run) -> None:
    """Everything was right when the kernel died: the page says both."""
    result, run, exercise = samples["trained"]
    died = replace(result, outcome=Outcome.CRASHED)
    page = submission_page(died, replace(run, message="Cell 3 ended the kernel."), exercise, reference, lessons={})

    assert page.focus.kind == "done"
    assert [notice.text.partition(".")[0] for notice in page.notices] == ["Cell 3 ended the kernel"]


def test_an_ok_run_has_no_ending(pages: Mapping[str, SubmissionPage]) -> None:
    """Nothing is said of a run that went well."""
    assert pages["trained"].notices == ()


def test_what_was_put_right_is_said(samples: Mapping[str, Sample], reference: Run) -> None:
    """What was recovered stands above the criteria, every change of a cell below it, and advice with its error."""
    made, old, exercise = samples["raised"]
    assert old.cells[-1].error
    error = replace(old.cells[-1].error, advice="Write `this`.")
    cells = (*old.cells[:-1], replace(old.cells[-1], error=error))
    changes = (
        recovered("It was old."),
        replace(recovered("It was joined."), cell=1),
        Change(kind=ChangeKind.MODERNISED, sentence="Line 1 ran as `that`.", cell=len(cells), line=1),
    )
    page = submission_page(made, replace(old, cells=cells, changes=changes), exercise, reference, lessons={})

    titles = {notice.title: notice for notice in page.notices}
    assert titles["Corrected before it ran"].text == "It was old. It was joined."
    assert titles["Corrected before it ran"].cell is None
    assert titles["Some code was changed before it ran"].cell == len(cells)
    assert page.given[0].remarks == ("It was joined.",)
    assert page.own[-1].remarks == ("Line 1 ran as `that`.",)
    assert page.own[-1].failure
    assert page.own[-1].failure.advice == "Write `this`."


def test_points_that_are_our_fault_are_said_in_words(pages: Mapping[str, SubmissionPage]) -> None:
    """Unscored points are open, not lost."""
    texts = [notice.text for notice in pages["timed_out"].notices]
    assert "2 points could not be judged because of an error in the grader. Please check it again." in texts
    made, run, exercise = SAMPLES["timed_out"]
    page = submission_page(made, run, exercise, REFERENCE, lessons={}, standing=Standing())
    assert "2 points could not be judged because of an error in the grader. Nothing is lost." in [
        notice.text for notice in page.notices
    ]


def test_a_failed_criterion_points_at_the_cell_that_made_it(pages: Mapping[str, SubmissionPage]) -> None:
    """The last cell that defines the name; nothing where the criterion passes."""
    assert [card.cell for card in pages["timed_out"].cards] == [4, None, None, None]


@pytest.mark.parametrize(
    ("expected", "actual", "differ"),
    [
        ("a\nb\nc", "a\nx\nc", {1}),
        ("a\nb\nc\n—", "x\nb\n—\nd", {0, 2, 3}),
        ("a\nb", "a", {1}),
        ("a\nb\nc", "x\ny", {0}),
        ("a", "a\nb", {1}),
        ("a\nb", "", {0}),
        ("a\nb", "a\nb", set()),
    ],
)
def test_lines_that_differ_are_marked(
    samples: Mapping[str, Sample], reference: Run, expected: str, actual: str, differ: set[int]
) -> None:
    """On both sides, where both have it; of sides that are not paired the first, which may be the end of one."""
    comparison = compared(samples["wrong_value"], reference, expected, actual)
    assert comparison.table
    for rows in (comparison.expected, comparison.actual):
        marked = [place for place, row in enumerate(rows) if row.differs]
        assert {*marked} == {place for place in differ if place < len(rows)}


def test_a_long_table_is_cut_with_a_note(samples: Mapping[str, Sample], reference: Run) -> None:
    """A model of a thousand layers does not make a page of a thousand lines."""
    comparison = compared(samples["wrong_value"], reference, "a\n" * (MAX_ROWS + 9), "b")
    assert comparison.expected[-1].text == "… 9 more lines"
    assert not comparison.expected[-1].differs


def test_cells_that_are_left_out_are_counted(samples: Mapping[str, Sample], reference: Run) -> None:
    """Nothing is missing in silence."""
    result, run, exercise = samples["raised"]
    many = replace(run, cells=run.cells[:1] * (MAX_CELLS + 3))
    assert submission_page(result, many, exercise, reference, lessons={}).more_cells == 3


def between(samples: Mapping[str, Sample], before: str, after: str) -> Progress:
    """From a sample with that source to another one."""
    old, run, _ = samples["raised"]
    new, _, _ = samples["wrong_value"]
    cells = [CellRun(source=source, coloured=highlight(source), answer=True) for source in (before, after)]
    return progress(old, replace(run, cells=(cells[0],)), new, replace(run, cells=(cells[1],)))


def test_criteria_are_gained_and_lost(samples: Mapping[str, Sample]) -> None:
    """By their titles; what failed twice is not named."""
    found = between(samples, "a", "a")
    back = progress(samples["wrong_value"][0], samples["raised"][1], samples["raised"][0], samples["raised"][1])

    assert (found.gained, found.lost) == (("The output has one row and one column",), ())
    assert (back.gained, back.lost) == ((), found.gained)


def test_code_that_differs_stands_side_by_side(samples: Mapping[str, Sample]) -> None:
    """With two lines around, and a gap where equal lines are left out."""
    same = "\n".join(f"line {number}" for number in range(6))
    found = between(samples, f"{same}\nx = 1\nend", f"{same}\nx = 2\ny = 3\nend")

    assert [(line.before, line.after, line.changed, line.gap) for line in found.lines] == [
        ("line 4", "line 4", False, True),
        ("line 5", "line 5", False, False),
        ("x = 1", "x = 2", True, False),
        (None, "y = 3", True, False),
        ("end", "end", False, False),
    ]


def test_given_cells_are_not_compared(samples: Mapping[str, Sample]) -> None:
    """They are not the learner's."""
    result, run, _ = samples["wrong_value"]
    other = replace(run, cells=(replace(run.cells[0], source="import os"), *run.cells[1:]))
    found = progress(result, run, result, other)

    assert (found.same, found.lines) == (True, ())


def test_code_that_is_too_long_is_not_paired(samples: Mapping[str, Sample]) -> None:
    """A learner can make a file of any length; a page takes a moment all the same."""
    found = between(samples, "x\n" * (MAX_LINES + 1), "y\n" * (MAX_LINES + 1))

    assert (found.same, found.lines) == (False, ())
