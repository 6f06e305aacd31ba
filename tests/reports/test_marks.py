"""Marks as the record of a page for instructors."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from grader.gradebook.marks import AttemptRule, LatePenalty, Period, Policy
from grader.model import Exercise, Result, Run, Score
from reports.marks import explain_policy
from tests.cohort_pages import assignments_of, draw_cohort
from tests.rendered import page_html

Sample = tuple[Result, Run, Exercise]


def test_marks_say_what_each_learner_has_and_why(samples: dict[str, Sample]) -> None:
    """As `grader marks` tells it, step by step where the points alone do not say it."""
    result, _, exercise = samples["trained"]
    day = Period(days=1, words="1 day")
    policy = Policy(late=LatePenalty(loses=Fraction(1, 10), each=day))
    due = assignments_of([exercise], due=result.submission.received - timedelta(hours=2), policy=policy)

    page = draw_cohort(exercises=[exercise], results=[result], assignments=due).marks

    (row,) = page.learners
    assert row.total == "5.4 of 6 points (90.00 %)"
    assert (row.cells[0].points, row.cells[0].notes) == ("5.4/6", "1 late")
    assert any("2 h late, loses 10 % (10 % for each 1 day begun: 1): 5.4" in line for line in row.why[1][1])
    assert (page.weeks[0].in_time, page.weeks[0].late) == (0, 1)
    assert "late work loses 10 % for each 1 day" in page_html(page)


def test_a_policy_is_told_in_words() -> None:
    """All of its parts."""
    day, week = Period(days=1, words="1 day"), Period(days=7, words="7 days")
    late = LatePenalty(loses=Fraction(1, 10), each=day, cap=Fraction(1, 2))

    said = explain_policy(Policy(attempts=AttemptRule.BEST, grace=day, late=late, cut_off=week, drop_lowest=1))

    assert said == (
        "the best attempt counts; 1 day of grace; late work loses 10 % for each 1 day, at most 50 %; nothing counts "
        "if it is later than 7 days; the lowest 1 left out"
    )


def test_points_alone_are_told_without_steps(samples: dict[str, Sample]) -> None:
    """One attempt, in time, as it was judged."""
    result, _, exercise = samples["trained"]
    due = assignments_of([exercise], due=datetime(2030, 1, 1, tzinfo=UTC))
    assert draw_cohort(exercises=[exercise], results=[result], assignments=due).marks.learners[0].why == ()


def test_marks_are_shown_over_time(samples: dict[str, Sample]) -> None:
    """By the week in which what counts was handed in; a week without any has no mean, and not zero."""
    made, _, exercise = samples["wrong_value"]
    weeks = {"ada": 0, "eve": 0, "zoe": 2}
    results = [
        replace(
            made,
            submission=replace(
                made.submission, learner=learner, received=made.submission.received + timedelta(weeks=week)
            ),
            score=Score(earned=earned, possible=exercise.points),
        )
        for (learner, week), earned in zip(weeks.items(), (0, exercise.points, exercise.points), strict=True)
    ]
    page = draw_cohort(exercises=[exercise], results=results).marks

    assert [week.mean for week in page.weeks] == [0.5, None, 1.0]
    assert f"{page.weeks[0].label}: 50 %. {page.weeks[2].label}: 100 %." in page_html(page)
