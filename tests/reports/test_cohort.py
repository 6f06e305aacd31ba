"""Marks and results as the first page of an instructor: what is to be done, then who has what."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from grader.evidence import Refusal
from grader.gradebook import Decision, DecisionKind
from grader.gradebook.marks import AttemptRule, Policy
from grader.insight import Insight
from grader.model import Diagnosis, Exercise, Outcome, Result, Run, Trust, Verdict
from grader.storage.folder import Problem
from reports.cohort import CohortPage, GridRow
from reports.states import State, state_of
from tests.cohort_pages import NOW, assignments_of, draw_cohort
from tests.rendered import page_html

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


def row_of(page: CohortPage, learner: str) -> GridRow:
    return next(row for row in page.grid.rows if row.learner == learner)


def test_what_counts_stands_in_the_table(cohort: CohortPage) -> None:
    """Whatever the order in which results come: sam's second attempt is all right, and what is never due is open."""
    sam = row_of(cohort, "sam")

    assert [cell.state for cell in sam.cells] == [State.ALL_RIGHT, State.OPEN, State.OPEN]
    assert (sam.total, sam.percent) == ("7/7", "100.00")


def test_rows_are_sorted_and_columns_are_the_course(cohort: CohortPage) -> None:
    """Learners by name whatever its case and accents, exercises in the course's order."""
    names = [row.name for row in cohort.grid.rows if max(row.name) < "\u0300"]
    assert names[-4:] == ["tomás", "x" * 300, "yuki", "Zoë Müller-Ångström"]
    assert names.index("Ada Lovelace") + 1 == names.index("ada lovelace")
    lessons = ["lesson 6, Multi-layer", "11 keras", "lesson 18, Training the model"]
    assert [column.lesson for column in cohort.grid.columns] == lessons


def test_the_counts_add_up(cohort: CohortPage) -> None:
    """Every submission is in one column, and a link in one cell."""
    links = sum(cell.linked for row in cohort.grid.rows for cell in row.cells)
    assert sum(column.handed_in for column in cohort.grid.columns) == cohort.submissions == links


def test_late_excused_and_decided_are_marked(samples: Mapping[str, Sample]) -> None:
    """By a letter and in words, beside points that are those of the mark."""
    result, _, exercise = samples["trained"]
    when = result.submission.received
    due = assignments_of([exercise], due=when - timedelta(hours=1))
    cut = Decision(learner="ada", kind=DecisionKind.LATE, exercise=exercise.id, value=0.5, who="i", when=when, why="w")
    free = replace(cut, learner="eve", kind=DecisionKind.EXCUSED, value=1.0)
    made = [by(result, name) for name in ("ada", "eve", "zoe")]

    page = draw_cohort(exercises=[exercise], results=made, assignments=due, decisions=[cut, free]).cohort

    cells = {row.learner: row.cells[0] for row in page.grid.rows}
    assert [cells["ada"].text, cells["ada"].flags, cells["ada"].level] == ["3", "LD", 2]
    assert cells["ada"].says == "3 of 6, partly, late, decided by an instructor"
    assert [cells["eve"].text, cells["eve"].state, row_of(page, "eve").total] == ["E", State.EXCUSED, ""]
    assert [cells["zoe"].text, cells["zoe"].flags] == ["6", "L"]


def test_what_is_missing_after_its_due_date_counts_as_nothing(samples: Mapping[str, Sample]) -> None:
    """It is told apart from what may yet be handed in."""
    exercises = [samples["trained"][2], samples["wrong_layers"][2]]
    for hours, state in ((-1, State.MISSING), (1, State.OPEN)):
        due = assignments_of(exercises, due=NOW + timedelta(hours=hours))
        page = draw_cohort(exercises=exercises, results=[by(samples["trained"][0], "ada")], assignments=due).cohort
        assert row_of(page, "ada").cells[1].state is state


def test_exercises_that_left_the_course_are_not_shown(samples: Mapping[str, Sample]) -> None:
    """A result of another exercise changes nothing."""
    page = draw_cohort(exercises=[samples["trained"][2]], results=[samples["raised"][0]]).cohort
    assert (page.grid.rows, page.submissions) == ((), 0)


def test_names_are_shown_where_they_are_asked_for(samples: Mapping[str, Sample]) -> None:
    """And the page says so at its top; the learner's page is the same."""
    result, _, exercise = samples["trained"]
    anonymous, named = (
        draw_cohort(exercises=[exercise], results=[by(result, "k3f9")], names=names).cohort
        for names in ({}, {"k3f9": "Ada Lovelace"})
    )

    assert "This page shows people by name" in page_html(named).split("<section")[0]
    assert "This page shows people by name" not in page_html(anonymous)
    assert "Lovelace" not in page_html(anonymous)
    assert (row_of(named, "k3f9").name, row_of(named, "k3f9").folder) == (
        "Ada Lovelace",
        row_of(anonymous, "k3f9").folder,
    )


def kinds(page: CohortPage) -> dict[str, list[str]]:
    """What there is to do: each kind with what it is about."""
    return {group.id: [item.what for item in group.items] for group in page.todo}


def test_nothing_to_do_says_so(samples: Mapping[str, Sample]) -> None:
    """Where everything was read, graded and judged."""
    page = draw_cohort(exercises=[samples["trained"][2]], results=[by(samples["trained"][0], "ada")]).cohort
    assert page.todo == ()
    assert "There is nothing to do" in page_html(page)


def test_what_a_human_must_look_at_stands_first(samples: Mapping[str, Sample], insight: Insight) -> None:
    """Our faults, unreadable and not graded files, suspicious criteria, alike code: who, why, link and command."""
    exercise = samples["unreadable"][2]
    results = [by(samples["unreadable"][0], "zoe"), by(samples["ours"][0], "ada"), by(samples["wrong_value"][0], "sam")]
    problem = Problem(path=Path("eve/two_layer.ipynb"), reason="no exercise of this name", nearest="two_layers")

    page = draw_cohort(exercises=[exercise], results=results, problems=[problem], insight=insight).cohort

    assert list(kinds(page)) == ["ours", "unread", "problems", "suspects", "alike"]
    groups = {group.id: group for group in page.todo}
    (unread,) = groups["unread"].items
    assert [person.title for person in unread.people] == ["zoe"]
    assert groups["ours"].command == "grader regrade OUT --failed"
    assert groups["problems"].items[0].why == "no exercise of this name; did you mean two_layers?"
    assert groups["suspects"].items[0].href == "exercises/06_multi_layer-two_layers.html#value"
    text = page_html(page)
    assert text.index('id="todo"') < text.index('id="table"')
    assert all(f'href="{item.href}"' in text for group in page.todo for item in group.items if item.href)


def test_a_path_is_read_in_its_order_whatever_names_are_in_it(samples: Mapping[str, Sample]) -> None:
    """A name that is written from right to left would else change places with the number after it."""
    problem = Problem(path=Path("\u0633\u0627\u0631\u0629/05_single_layer"), reason="holds two files for one exercise")
    html = page_html(draw_cohort(exercises=[samples["ours"][2]], results=[], problems=[problem]).cohort)

    assert html.count("<bdi>\u0633\u0627\u0631\u0629</bdi>/<bdi>05_single_layer</bdi>") == 2


def test_a_short_list_stands_open(samples: Mapping[str, Sample]) -> None:
    """A few things to do are read at once; of many, the kinds come first."""
    exercise, unread = samples["unreadable"][2], samples["unreadable"][0]
    pages = [
        page_html(draw_cohort(exercises=[exercise], results=[by(unread, f"l{n}") for n in range(count)]).cohort)
        for count in (8, 9)
    ]

    assert ['<details id="unread" class="unreadable" open>' in page for page in pages] == [True, False]


def test_each_of_our_faults_says_which_it_is(samples: Mapping[str, Sample]) -> None:
    """What the run says where all of it failed, else the criterion whose check did; an earlier attempt's too."""
    exercise, best = samples["ours"][2], Policy(attempts=AttemptRule.BEST)
    results = [
        by(samples["ours"][0], "ada"),
        by(samples["timed_out"][0], "bob"),
        by(samples["timed_out"][0], "eve"),
        by(samples["not_attempted"][0], "eve", 2),
    ]
    every = assignments_of([exercise], policy=best)
    (group,) = draw_cohort(exercises=[exercise], results=results, assignments=every).cohort.todo

    whole, part, earlier = (item.why for item in group.items)
    assert group.title == "3 submissions not fully judged because of a grader error"
    assert "not judged. The disk was full." in whole
    criterion = samples["timed_out"][0].findings[2]
    assert f"The grader failed to check '{criterion.title}'; the answer is not the cause." in part
    assert "of an earlier attempt not judged" in earlier


def test_what_the_grader_could_not_read_is_to_be_looked_at(samples: Mapping[str, Sample]) -> None:
    """Who, what, which criteria, the traceback and the one command that reopens it; once that is done, no line more."""
    sample, exercise = samples["wrong_value"][0], samples["wrong_value"][2]
    refusal = Refusal(what="`output`", traceback="Traceback …\n  <b>KeyError: '\u202eaxis'")
    findings = tuple(replace(one, refusal=None if one.earned else refusal) for one in sample.findings)
    lost = sum(one.possible for one in findings if one.refusal)
    shown = Refusal(what="output 2 of cell 3", traceback="t")
    results = [replace(by(sample, "ada o'neill"), findings=findings, refused=(shown,)), by(sample, "bob")]

    def pages(*decided: Decision) -> CohortPage:
        return draw_cohort(exercises=[exercise], results=results, decisions=decided).cohort

    page = pages()
    (group,) = page.todo
    points, display = group.items
    assert (group.id, group.title) == ("refused", "2 things the grader could not read")
    assert points.command == f"grader decide OUT 'ada o'\"'\"'neill' --exercise {exercise.id} --reopen --why '…'"
    assert points.why.startswith(f"{lost} point")
    assert next(one.title for one in findings if one.refusal) in points.why
    assert (display.why, display.command, display.traceback) == ("No points depend on it.", "", "t")
    text = page_html(page)
    assert "&lt;b&gt;KeyError: &#39;[U+202E]axis&#39;" in text

    reopened = Decision(
        learner="ada o'neill",
        exercise=exercise.id,
        kind=DecisionKind.REOPENED,
        value=1.0,
        who="ines",
        when=datetime(2026, 6, 1, tzinfo=UTC),
        why="a fault",
    )
    after = {one.id: one for one in pages(reopened).todo}
    assert [item.what.partition(": ")[2] for item in after["refused"].items] == ["output 2 of cell 3"]
    assert f"{lost} points reopened by ines: a fault." in after["ours"].items[0].why.replace("1 point ", "1 points ")
    too_early = pages(replace(reopened, when=datetime(2020, 1, 1, tzinfo=UTC)))
    assert [len(group.items) for group in too_early.todo] == [2]


def test_a_file_that_could_not_be_read_is_found_where_something_else_counts(samples: Mapping[str, Sample]) -> None:
    """What there is to do says so, the cell has a sign for it, and the table is narrowed by the same sign."""
    exercise, best = samples["unreadable"][2], Policy(attempts=AttemptRule.BEST)
    results = [
        by(samples["wrong_value"][0], "ada"),
        by(samples["unreadable"][0], "ada", 2),
        by(samples["unreadable"][0], "zoe"),
    ]
    page = draw_cohort(
        exercises=[exercise], results=results, assignments=assignments_of([exercise], policy=best)
    ).cohort

    (group,) = page.todo
    assert [(item.people[0].title, item.why) for item in group.items] == [
        ("ada", "It ends in the middle. Until then: attempt 1 counts."),
        ("zoe", "It ends in the middle."),
    ]
    cells = {row.learner: row.cells[0] for row in page.grid.rows}
    assert (cells["ada"].state, cells["ada"].flags) == (State.PARTLY, "!")
    assert (cells["zoe"].state, cells["zoe"].text, cells["zoe"].flags) == (State.UNREADABLE, "!", "")
    assert [sign for sign, _ in page.choices].count("!") == 1


def test_the_most_common_mistake_of_each_exercise_is_on_the_first_page(
    samples: Mapping[str, Sample], insight: Insight
) -> None:
    """In the words of one of its learners; where no two failed in the same way, that is said."""
    exercise, other = samples["wrong_value"][2], samples["trained"][2]
    told = Diagnosis(rule="no_activation", message="`h` is not activated.", where="", lesson="06", hints=())
    learner = insight.exercises[0].clusters[0].learners[0]
    result = replace(by(samples["wrong_value"][0], learner), diagnoses=(told,))

    page = draw_cohort(exercises=[exercise, other], results=[result], insight=insight).cohort

    first, second = page.mistakes
    assert (first.size, first.sentence) == (23, told.message)
    assert f'href="{first.column.href}#clusters"' in page_html(page)
    assert (second.size, second.sentence) == (0, "")
    assert "no two failed in the same way" in page_html(page)


def test_a_decision_that_a_later_attempt_outdid_is_to_be_looked_at(samples: Mapping[str, Sample]) -> None:
    """With the command that takes it back, safe to paste whatever the learner is called."""
    result, _, exercise = samples["trained"]
    when = result.submission.received - timedelta(days=1)
    name = "o'brien; rm -rf ~"
    made = Decision(
        learner=name, kind=DecisionKind.OVERRIDE, exercise=exercise.id, value=2.0, who="i", when=when, why="w"
    )

    page = draw_cohort(exercises=[exercise], results=[by(result, name)], decisions=[made]).cohort

    (item,) = page.todo[0].items
    assert page.todo[0].id == "outdone"
    assert item.command == """grader decide OUT 'o'"'"'brien; rm -rf ~' --take-back 1 --why '…'"""
    assert "decided 2, by i: w. Attempt 1 gets 6 from the grader." in item.why


def test_learners_who_stopped_are_named(samples: Mapping[str, Sample]) -> None:
    """Those who handed in none of the last exercises that most have reached; nobody while few have."""
    base, _, exercise = samples["trained"]
    exercises = [replace(exercise, id=f"0{number}/e", title=f"E{number}") for number in range(5)]

    def done(learner: str, count: int) -> list[Result]:
        return [
            replace(one, submission=replace(one.submission, exercise=made.id))
            for made in exercises[:count]
            for one in [by(base, learner)]
        ]

    page = draw_cohort(exercises=exercises, results=[*done("ada", 5), *done("eve", 5), *done("zoe", 2)]).cohort
    few = draw_cohort(exercises=exercises, results=[*done("ada", 5), *done("eve", 2), *done("zoe", 2)]).cohort

    assert kinds(page) == {"stopped": ["after E1"]}
    assert kinds(few) == {}


STOP = NOW - timedelta(days=8)


@pytest.mark.parametrize(
    ("case", "named"),
    [
        ("all along", ["after E1"]),
        ("a minute ago", []),
        ("six days ago", []),
        ("again what she had", []),
        ("nobody knows when", ["after E1"]),
        ("excused from one", []),
        ("extended", []),
        ("extension over", ["after E1"]),
        ("due later for all", []),
        ("due before for all", ["after E1"]),
        ("one other alone", []),
        ("among many, few went on", []),
    ],
)
def test_nobody_has_stopped_who_just_began(samples: Mapping[str, Sample], case: str, named: list[str]) -> None:
    """A first hand-in, an excuse, a due date ahead, or one quick learner is no sign that somebody gave up."""
    base, _, exercise = samples["trained"]
    exercises = [replace(exercise, id=f"0{number}/e", title=f"E{number}") for number in range(5)]
    whens = {
        "a minute ago": NOW - timedelta(minutes=1),
        "six days ago": NOW - timedelta(days=6),
        "nobody knows when": None,
    }

    def done(learner: str, count: int, when: datetime | None = STOP) -> list[Result]:
        one = by(base, learner)
        made = [replace(one.submission, exercise=each.id, submitted=when, received=when or NOW) for each in exercises]
        return [replace(one, submission=each) for each in made[:count]]

    zoes = done("zoe", 2, whens.get(case, STOP))
    if case == "again what she had":
        again = replace(zoes[0].submission, attempt=2, submitted=NOW - timedelta(hours=1))
        zoes.append(replace(zoes[0], submission=again))
    others = done("ada", 5) + (done("eve", 5) if case != "one other alone" else [])
    others += [one for number in range(5) for one in done(f"n{number}", 1)] if case.startswith("among many") else []
    kind = DecisionKind.EXCUSED if case.startswith("excused") else DecisionKind.EXTENSION
    until = {"extended": NOW + timedelta(days=1), "extension over": NOW - timedelta(days=1)}.get(case)
    decided = Decision(
        learner="zoe", kind=kind, exercise=exercises[3].id, value=None if until else 1.0, until=until,
        who="i", when=STOP, why="w",
    )  # fmt: skip
    days = {"due later for all": 1, "due before for all": -1, "extended": -5, "extension over": -5}.get(case)
    page = draw_cohort(
        exercises=exercises,
        results=[*others, *zoes],
        decisions=[decided] if until or case.startswith("excused") else [],
        assignments=assignments_of(exercises, NOW + timedelta(days=days)) if days else None,
    ).cohort

    assert kinds(page).get("stopped", []) == named


def test_points_that_are_believed_of_one_and_verified_of_others_are_listed_for_a_human(
    samples: Mapping[str, Sample],
) -> None:
    """A line an exercise, the outliers by name; not what nobody shows outside, nor what an earlier attempt showed."""
    exercise = samples["trained"][2]
    result = samples["trained"][0]
    model, history = [finding.criterion for finding in result.findings if finding.verdict is Verdict.PASS][:2]

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
    page = draw_cohort(exercises=[exercise], results=results).cohort

    titles = {criterion.id: criterion.title for criterion in exercise.rubric}
    (group,) = page.todo
    (item,) = group.items
    assert (group.id, item.what, item.why) == ("reported", exercise.title, titles[model])
    assert [person.title for person in item.people] == ["zoe"]


def test_an_empty_cohort_has_a_page() -> None:
    """Before anything is handed in there is nothing to count, and nothing to divide by."""
    page = draw_cohort(exercises=[], results=[]).cohort
    assert (page.graded, page.todo, page.grid.rows) == (None, (), ())
