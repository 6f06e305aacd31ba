"""Results of a cohort as the page of an exercise."""

from dataclasses import replace

import pytest

from grader.insight import Insight
from grader.insight.similarity import ACCUSES_NOBODY
from grader.model import Diagnosis, Exercise, Proof, Result, Run
from reports.exercise import ExercisePage
from reports.instructor import Cause
from tests.cohort_pages import CohortPages, draw_cohort
from tests.rendered import page_html

Sample = tuple[Result, Run, Exercise]


@pytest.fixture
def page(drawn: CohortPages) -> ExercisePage:
    return drawn.exercises[0]


def test_a_suspicious_criterion_says_why(page: ExercisePage) -> None:
    """With the figures that speak against it."""
    assert [bool(row.alarm) for row in page.criteria] == [False, True, False]
    assert page.criteria[1].alarm.startswith("4 of 31 strong learners pass it, and 56 of 69 others.")
    assert page.false_alarms == "1 in 1,000"


def test_figures_come_with_their_ranges_or_with_the_reason(page: ExercisePage) -> None:
    """Where there are too few learners there is a sentence and no number."""
    first, _, last = page.criteria

    assert (first.earned, first.discrimination, first.known) == ("87 % (80 to 92)", "+0.42 (0.26 to 0.56)", True)
    assert (last.earned, last.known) == ("", False)
    assert last.discrimination.startswith("Too few learners")


def test_who_failed_a_criterion_is_named(page: ExercisePage) -> None:
    """By their last attempt alone, each with the page to look at; sam failed in the first and passed in the second."""
    failed = {person.title for row in page.criteria for person in row.failed.shown}

    assert failed
    assert "sam" not in failed
    assert all(f'href="../{one.href}"' in page_html(page) for row in page.criteria for one in row.failed.shown[:1])


def test_a_cluster_names_its_members(page: ExercisePage) -> None:
    """The first of them, each with the page of this exercise, and how many follow."""
    largest, *_ = page.clusters

    assert largest.of.size == len(largest.learners.shown) + largest.learners.more == 23
    assert all(who.href.endswith("/06_multi_layer-two_layers.html") for who in largest.learners.shown)


def test_a_cluster_is_called_by_what_its_learners_are_told(samples: dict[str, Sample], insight: Insight) -> None:
    """By a sentence, and by no rule's name: whoever teaches knows none of them."""
    made, _, exercise = samples["wrong_value"]
    cluster = insight.exercises[0].clusters[0]
    told = Diagnosis(
        rule="no_activation", message="It looks as if `h` is not activated.", where="", lesson="06", hints=()
    )
    results = [
        replace(made, submission=replace(made.submission, learner=learner), diagnoses=(told,))
        for learner in cluster.learners[:2]
    ]
    largest = draw_cohort(exercises=[exercise], results=results, insight=insight).exercises[0].clusters[0]

    assert largest.cause == Cause(rule=told.rule, message=told.message, proven=False)
    html = page_html(draw_cohort(exercises=[exercise], results=results, insight=insight).exercises[0])
    assert '<span class="tag">likely</span>' in html
    assert "It looks as if <code>h</code> is not activated." in html
    assert "no activation" not in html


def test_nobody_is_accused(page: ExercisePage) -> None:
    """The page says what likeness does not say, and none of the words that would."""
    html = page_html(page)

    assert ACCUSES_NOBODY in html
    assert not [word for word in ("plagiar", "cheat", "copied", "guilty", "fraud") if word in html.casefold()]


def test_hints_that_were_proven_are_listed(samples: dict[str, Sample], insight: Insight) -> None:
    """By the sort of change, with who got one: of last attempts, and never where a cause is only likely."""
    made, _, exercise = samples["wrong_value"]
    proof = Proof(repair=("argument",), tries=3, cell=3, line=1)
    likely = Diagnosis(rule="no_activation", message="likely", where="", lesson="06_multi_layer", hints=())
    proven = replace(likely, rule="arguments_swapped", message="In line 1 (`y = W1`), `W1` is wrong.", proven=proof)
    told = {"ada": (proven,), "eve": (likely, proven), "zoe": (likely,)}
    results = [
        replace(made, submission=replace(made.submission, learner=learner), diagnoses=diagnoses)
        for learner, diagnoses in told.items()
    ]
    page = draw_cohort(exercises=[exercise], results=results, insight=insight).exercises[0]

    assert [(row.size, row.example) for row in page.proven] == [(2, proven.message)]
    assert [one.title for one in page.proven[0].learners.shown] == ["ada", "eve"]
    assert "Hints that were proven" in page_html(page)
