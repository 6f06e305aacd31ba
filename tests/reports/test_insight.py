"""A cohort's statistics, as the page says them."""

from dataclasses import replace

from grader.insight.similarity import ACCUSES_NOBODY
from reports.cohort import CohortPage
from reports.insight import LEARNERS
from reports.render import cohort_html


def test_a_suspicious_criterion_stands_first(cohort: CohortPage) -> None:
    """With the figures that speak against it, and where it is in the table it is marked too."""
    assert cohort.insight is not None
    (suspect,) = cohort.insight.suspects
    (exercise,) = cohort.insight.exercises

    assert suspect.words.startswith("4 of 31 strong learners pass it, and 56 of 69 others.")
    assert [row.suspected for row in exercise.criteria] == [False, True, False]
    assert cohort.insight.false_alarms == "1 in 1,000"


def test_figures_come_with_their_ranges_or_with_the_reason(cohort: CohortPage) -> None:
    """Where there are too few learners there is a sentence and no number."""
    assert cohort.insight is not None
    first, _, last = cohort.insight.exercises[0].criteria

    assert (first.earned, first.discrimination, first.known) == ("87 % (80 to 92)", "+0.42 (0.26 to 0.56)", True)
    assert (last.earned, last.known) == ("", False)
    assert last.discrimination.startswith("Too few learners")


def test_many_learners_are_cut_and_counted(cohort: CohortPage) -> None:
    """A cluster links to the first of them, each to the page of this exercise, and says how many follow."""
    assert cohort.insight is not None
    largest, *_ = cohort.insight.exercises[0].clusters

    assert (len(largest.learners.shown), largest.learners.more) == (LEARNERS, 23 - LEARNERS)
    assert all(who.href.endswith("/06_multi_layer-two_layers.html") for who in largest.learners.shown)


def test_nobody_is_accused(cohort: CohortPage) -> None:
    """The page says what likeness does not say, and none of the words that would."""
    html = cohort_html(cohort)

    assert ACCUSES_NOBODY in html
    assert not [word for word in ("plagiar", "cheat", "copied", "guilty", "fraud") if word in html.casefold()]


def test_a_page_without_insight_has_no_such_section(cohort: CohortPage) -> None:
    """Neither the heading, nor the word of no suspicion that nobody looked for."""
    html = cohort_html(replace(cohort, insight=None))

    assert "What the results tell" not in html
    assert "to be suspected" not in html
