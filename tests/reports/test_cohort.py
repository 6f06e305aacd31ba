"""Results as the page of a cohort."""

from collections.abc import Collection, Mapping
from dataclasses import replace

import pytest

from grader.model import Exercise, Outcome, Result, Run, Score, Trust, Verdict
from reports.cohort import CohortPage, cohort_page
from reports.render import cohort_html
from reports.states import State, state_of
from reports.statistics import bins

Sample = tuple[Result, Run, Exercise]


def by(result: Result, learner: str, attempt: int = 1) -> Result:
    return replace(result, submission=replace(result.submission, learner=learner, attempt=attempt))


@pytest.mark.parametrize(
    ("sample", "state"),
    [
        ("wrong_value", State.PARTLY),
        ("raised", State.WRONG),
        ("trained", State.ALL_RIGHT),
        ("timed_out", State.OURS),
        ("died", State.CRASHED),
        ("not_attempted", State.NOT_ATTEMPTED),
        ("unreadable", State.UNREADABLE),
        ("ours", State.OURS),
    ],
)
def test_a_submission_has_one_state(samples: Mapping[str, Sample], sample: str, state: State) -> None:
    """Our fault comes before theirs, and no attempt before the points."""
    assert state_of(samples[sample][0]) is state


def test_full_points_are_all_right_however_the_run_ended(samples: Mapping[str, Sample]) -> None:
    """A loop in the last cell that cost nothing is not held against anyone."""
    assert state_of(replace(samples["trained"][0], outcome=Outcome.TIMED_OUT)) is State.ALL_RIGHT


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_a_state_with_an_icon(samples: Mapping[str, Sample], outcome: Outcome) -> None:
    """No outcome is without a word."""
    assert state_of(replace(samples["wrong_value"][0], outcome=outcome)).icon


def test_the_latest_attempt_counts(cohort: CohortPage) -> None:
    """Whatever the order in which results come: sam's second attempt is all right."""
    (sam,) = (learner for learner in cohort.learners if learner.name == "sam")
    assert sam.entries[0] is not None
    assert sam.entries[0].state is State.ALL_RIGHT
    assert sam.total == Score(earned=7, possible=20)


def test_rows_are_sorted_and_columns_are_the_course(cohort: CohortPage) -> None:
    """Learners by name whatever its case and accents, exercises in the course's order."""
    names = [learner.name for learner in cohort.learners if max(learner.name) < "\u0300"]
    assert names[-4:] == ["tomás", "x" * 300, "yuki", "Zoë Müller-Ångström"]
    assert names.index("Ada Lovelace") + 1 == names.index("ada lovelace")
    lessons = ["lesson 6, Multi-layer", "11 keras", "lesson 18, Training the model"]
    assert [column.lesson for column in cohort.columns] == lessons
    assert [rates.lesson for rates in cohort.rates] == lessons


def test_the_counts_add_up(cohort: CohortPage) -> None:
    """Every submission is in one state, and in one bin unless its points are open."""
    assert sum(count.count for count in cohort.states) == cohort.submissions
    assert sum(one.count for one in cohort.bins) + cohort.unscored == cohort.submissions
    assert sum(column.handed_in for column in cohort.columns) == cohort.submissions


@pytest.mark.parametrize(("earned", "place"), [(0, 0), (1, 0), (2, 2), (9, 9), (10, 10)])
def test_all_points_have_a_bin_of_their_own(earned: int, place: int) -> None:
    """Nine tenths and all are not the same; nor is a tenth less than it is."""
    possible = 10 if earned != 1 else 11
    score = Score(earned=earned, possible=possible)
    assert [one.count for one in bins([score])].index(1) == place


def test_rates_count_passes_of_those_who_could_be_judged(samples: Mapping[str, Sample]) -> None:
    """Our faults and those who did not begin are not in the share; a skip is a criterion not met."""
    results = [by(samples[name][0], name) for name in ("wrong_value", "raised", "timed_out", "not_attempted", "ours")]
    exercise = samples["raised"][2]
    page = cohort_page(title="t", lessons={}, exercises=[exercise], results=results)
    value, other = page.rates[0].rates[1:3]
    assert (value.passed, value.failed, value.skipped, value.errors) == (0, 2, 1, 1)
    assert (other.skipped, other.errors, other.judged) == (2, 2, 2)
    assert page.rates[0].attempted == 4


def test_the_least_met_criteria_come_first(cohort: CohortPage) -> None:
    """What most fail is at the top, and what nobody fails is not listed."""
    shares = [rate.share for rate in cohort.hardest]
    assert shares == sorted(shares)
    assert all(rate.failed for rate in cohort.hardest)


def test_a_mean_leaves_open_points_out(samples: Mapping[str, Sample]) -> None:
    """A fault of the grader does not lower the mean."""
    results = [by(samples["ours"][0], "a"), by(samples["wrong_value"][0], "b")]
    page = cohort_page(title="t", lessons={}, exercises=[samples["ours"][2]], results=results)
    assert page.columns[0].mean == "1.0"


def test_exercises_that_left_the_course_are_not_shown(samples: Mapping[str, Sample]) -> None:
    """A result of another exercise changes nothing."""
    page = cohort_page(title="t", lessons={}, exercises=[samples["trained"][2]], results=[samples["raised"][0]])
    assert (page.learners, page.submissions) == ((), 0)


def test_what_could_not_be_read_is_listed_for_a_human(samples: Mapping[str, Sample]) -> None:
    """Each learner whose latest file is unreadable, by name, with the page that says why; nobody else."""
    exercise = samples["unreadable"][2]
    unreadable, read = samples["unreadable"][0], samples["wrong_value"][0]
    read = replace(read, submission=replace(read.submission, exercise=exercise.id))
    results = [by(unreadable, "zoe"), by(unreadable, "ada"), by(unreadable, "sam"), by(read, "sam", 2), by(read, "eve")]

    page = cohort_page(title="t", lessons={}, exercises=[exercise], results=results)

    assert [(one.learner, one.exercise) for one in page.unread] == [("ada", exercise.title), ("zoe", exercise.title)]
    text = cohort_html(page)
    assert all(f'href="{one.href}"' in text.split('id="unread"')[1] for one in page.unread)
    assert "2 submissions could not be read." in text


def test_points_that_are_believed_of_one_and_verified_of_others_are_listed_for_a_human(
    samples: Mapping[str, Sample],
) -> None:
    """What nobody shows outside, as a history, is not listed; nor is what failed, or an attempt before the latest."""
    exercise = samples["trained"][2]
    result = samples["trained"][0]
    passed = [finding.criterion for finding in result.findings if finding.verdict is Verdict.PASS]
    model, history = passed[:2]

    def believed(learner: str, names: Collection[str], attempt: int = 1) -> Result:
        findings = (
            replace(one, trust=Trust.REPORTED if one.criterion in names else Trust.VERIFIED) for one in result.findings
        )
        return replace(by(result, learner, attempt), findings=tuple(findings))

    results = [
        believed("zoe", {model, history}),
        believed("ada", {history}),
        believed("eve", {model, history}),
        believed("eve", {history}, 2),
    ]

    page = cohort_page(title="t", lessons={}, exercises=[exercise], results=results)

    titles = {criterion.id: criterion.title for criterion in exercise.rubric}
    assert [(one.learner, one.criteria) for one in page.reported] == [("zoe", (titles[model],))]
    text = cohort_html(page)
    assert f'href="{page.reported[0].href}"' in text.split('id="reported"')[1]
    assert '<a href="#reported">1 submission to look at.</a>' in text


def test_an_empty_cohort_has_a_page() -> None:
    """Before anything is handed in there is nothing to count, and nothing to divide by."""
    page = cohort_page(title="t", lessons={}, exercises=[], results=[])
    assert (page.graded, page.states, page.hardest) == (None, (), ())
