"""There is one mark that counts: pages, insight, `grader marks`, exports and service say the same of it."""

import csv
import io
import json
import os
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some

from grader.course.loader import load_course
from grader.gradebook import Decision, DecisionKind, Gradebook
from grader.gradebook.marks import CourseMark, ExerciseMark, Mark, Policy, compute_marks, counted_shares
from grader.gradebook.marks.assignments_file import load_assignments
from grader.gradebook.marks.explanation import format_points, marks_json
from grader.gradebook.marks.hand_in_rules import HandInRules
from grader.gradebook.marks.records import round_points
from grader.insight import read_insight
from grader.lms.export import ExportOptions, formats, gradescope, moodle, tabular
from grader.lms.export.dataset import ExportData
from grader.model import Outcome, Run
from grader.service.status import Stage, StatusBoard
from grader.storage.identities import Identity, write_identities
from grader.storage.layout import RUNS, attempt_page_name, folder_name, home_page_name, page_name
from grader.storage.runs import RunStore
from reports.publish import PageWriter
from tests.grader import tiny
from tests.grader.gradebook.marks.conftest import entry
from tests.grader.gradebook.marks.strategies import policies

DUE = datetime(2025, 10, 12, 16, 0, tzinfo=UTC)
RUBRIC = """title = "Title of {}"

[[criteria]]
id = "first"
title = "first"
check = "tensor_shape"
points = 2
of = "total"
hints = ["a", "b", "c"]

[[criteria]]
id = "second"
title = "second"
check = "tensor_values"
points = 2
of = "total"
hints = ["a", "b", "c"]
"""
EXERCISES = ("01/product", "01/sum", "02/mean")
LEARNERS = ("ada", "eve", "o'brien", "zoe")
HOURS = some.integers(-100, 400).map(lambda hours: timedelta(hours=hours))

attempts = some.lists(
    some.tuples(
        some.sampled_from(LEARNERS[:3]), some.sampled_from(EXERCISES), some.integers(0, 4), HOURS, some.booleans()
    ),
    min_size=1,
    max_size=12,
)
decisions = some.lists(
    some.tuples(
        some.sampled_from(LEARNERS),
        some.sampled_from(EXERCISES),
        some.sampled_from(list(DecisionKind)),
        some.sampled_from([0.0, 0.5, 1.0]),
        some.sampled_from([None, "first"]),
        HOURS,
    ),
    max_size=6,
)


@settings(
    max_examples=int(os.environ.get("EXAMPLES", "4")),
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.too_slow],
)
@given(attempts, decisions, policies(), some.booleans())
def test_all_say_the_same(
    tried: list[tuple[str, str, int, timedelta, bool]],
    decided: list[tuple[str, str, DecisionKind, float, str | None, timedelta]],
    policy: Policy,
    due: bool,  # noqa: FBT001 - hypothesis draws by position
) -> None:
    """Over cohorts with attempts, faults, policies, overrides, excuses, extensions and lateness set by hand."""
    with TemporaryDirectory() as folder, ExitStack() as stack:
        out = _course(Path(folder), policy, due=due)
        book = stack.enter_context(Gradebook.open(out / "gradebook.sqlite"))
        _fill(book, tried, decided)
        loaded = load_course(out.parent)
        assignments = load_assignments(loaded)
        RunStore(out / RUNS).put(Run(key="r", outcome=Outcome.OK))
        PageWriter(out, loaded, book).write_index(every=True)
        now = datetime.now(UTC)
        marks = {one.learner: one for one in compute_marks(book, assignments, now=now, roster=LEARNERS)}
        data = ExportData(
            out=out,
            course=loaded,
            titles={name: name for name in EXERCISES},
            gradebook=book,
            assignments=assignments,
            people={name: Identity(learner=name, email=f"{name}@example.org") for name in LEARNERS},
            marks=lambda: iter(marks.values()),
            handed_in=frozenset(book.exercises()),
        )
        _hold_pages(out, marks)
        _hold_learners(out, marks)
        _hold_exports(data, out, marks)
        _hold_insight(out, marks)
        _hold_service(StatusBoard(out, book, HandInRules(assignments)), marks)


def _course(folder: Path, policy: Policy, *, due: bool) -> Path:
    """OUT in a course of three exercises in one assignment."""
    lines = ["[[assignments]]", 'id = "all"', 'title = "All"', f"exercises = {json.dumps(EXERCISES)}"]
    lines += [f"due = {DUE.isoformat()}"] if due else []
    lines += ["[assignments.policy]", f'attempts = "{policy.attempts}"']
    lines += [f'grace = "{policy.grace.words}"'] if policy.grace else []
    lines += [f'cut_off = "{policy.cut_off.words}"'] if policy.cut_off else []
    if policy.late:
        lines += [f"loses = {float(policy.late.loses)}", f"each = {json.dumps(policy.late.each.words)}"]
        lines += [f"cap = {float(policy.late.cap)}"]
    root = folder / "course"
    lessons = "".join(
        f'[[lessons]]\nid = "{lesson}"\ntitle = "t"\nsections = [{int(lesson)}]\nexercises = {json.dumps(names)}\n'
        for lesson, names in (("01", ["product", "sum"]), ("02", ["mean"]))
    )
    files = {"exercises/course.toml": f'title = "t"\n{lessons}', "exercises/assignments.toml": "\n".join(lines)}
    for name in EXERCISES:
        files[f"exercises/{name}.toml"] = RUBRIC.format(name)
        files[f"solutions/{name}/reference.py"] = tiny.REFERENCE.replace("01/sum", name)
    tiny.write(root, **files)
    write_identities(root / "out" / "identities.csv", [Identity(learner=name) for name in LEARNERS])
    return root / "out"


def _fill(
    book: Gradebook,
    tried: list[tuple[str, str, int, timedelta, bool]],
    decided: list[tuple[str, str, DecisionKind, float, str | None, timedelta]],
) -> None:
    counts: dict[tuple[str, str], int] = {}
    for learner, exercise, earned, late, fault in sorted(tried, key=lambda one: one[3]):
        number = counts[learner, exercise] = counts.get((learner, exercise), 0) + 1
        made = entry(learner, exercise, number, earned, DUE + late, fault=fault and earned <= 2)
        book.record(replace(made, result=replace(made.result, graded=DUE)))
    for learner, exercise, kind, value, criterion, late in decided:
        override, extension = kind is DecisionKind.OVERRIDE, kind is DecisionKind.EXTENSION
        book.record_decision(
            Decision(
                learner=learner,
                exercise=exercise,
                kind=kind,
                criterion=criterion if override else None,
                value=None if extension else 4 * value if override and not criterion else value or 0.25,
                until=DUE + late if extension else None,
                who="ines",
                when=DUE,
                why="so",
            )
        )


def _hold_pages(out: Path, marks: dict[str, CourseMark]) -> None:
    """The table of learners by exercises, and the page of marks."""
    data = json.loads(_script(out / "index.html"))
    columns = [column[1] for column in data["key"]["columns"]]
    assert {row[1] for row in data["learners"]} == set(marks)
    for _, learner, _, percent, total, unscored, cells in data["learners"]:
        said = marks_json(marks[learner])
        assert [float(one) for one in filter(None, total.split("/"))] == (
            [said["earned"], said["possible"]] if said["possible"] else []
        )
        assert (float(percent) if percent else None) == said["percent"]
        assert bool(unscored) == bool(said["unscored"])
        by_title = {f"Title of {one['exercise']}": one for each in said["assignments"] for one in each["exercises"]}
        for title, cell in zip(columns, cells, strict=True):
            _, level, _, points, _, _ = cell.split(",")
            final = by_title[title]["final"]
            assert (float(points) if level != "-1" else None) == final
    html = (out / "marks.html").read_text()
    for learner, mark in marks.items():
        row = next(row for row in html.split("<tr>") if f"<bdi>{learner.replace(chr(39), '&#39;')}</bdi>" in row)
        percents = re.findall(r"<span>([\d.]+) %</span>", row)
        assert percents == [str(one.percent) for one in mark.marks if one.percent is not None]
        points = re.findall(r"<td><b>([^<]*)</b>", row)
        assert points == [_points(one) for one in mark.marks]


def _points(mark: Mark) -> str:
    """What a learner has for an assignment, as pages write it."""
    if mark.excused or not mark.possible:
        return "excused" if mark.excused else "open"
    return "/".join(format_points(one, mark.possible) for one in (mark.earned, mark.possible))


def _hold_learners(out: Path, marks: dict[str, CourseMark]) -> None:
    """The learner's own page: the mark of each exercise that was handed in; and the page of each attempt."""
    for learner, mark in marks.items():
        page = out / home_page_name(learner)
        rows = page.read_text().split("<tr ")[1:] if page.exists() else []
        for one in mark.exercises():
            found = [row for row in rows if f">Title of {one.exercise}</a>" in row]
            if found and not one.excused and not one.open:
                points = f"{format_points(one.earned, Fraction(one.possible))}/{one.possible}"
                assert f">{points}<" in found[0].replace(" <span", "<span")
            for attempt in one.attempts:
                _hold_attempt(out, one, attempt.number)


def _hold_attempt(out: Path, mark: ExerciseMark, number: int) -> None:
    """The page of any attempt says what counts of the exercise, whichever attempt that is."""
    newest = number == mark.attempts[-1].number
    name = page_name if newest else partial(attempt_page_name, attempt=number)
    html = (out / name(mark.learner, mark.exercise)).read_text()
    said = re.search(r'<p class="total"><strong>([^<]*)</strong>', html)
    assert said
    assert said[1] == ("excused" if mark.excused else format_points(mark.earned, Fraction(mark.possible)))


def _script(page: Path) -> str:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page.read_text(), re.DOTALL)
    assert found
    return found[1]


def _hold_exports(data: ExportData, out: Path, marks: dict[str, CourseMark]) -> None:
    for row in _rows(tabular.export_wide_csv, data, out / "wide.csv"):
        mark = marks[row["learner"]]
        for one in mark.exercises():
            if one.exercise in row:
                expected = "excused" if one.excused else "" if one.final is None else f"{one.final.normalize():f}"
                assert row[one.exercise] == expected
        assert bool(row["total"]) == (mark.percent is not None)
    for row in _rows(tabular.export_long_csv, data, out / "long.csv"):
        one = next(one for one in marks[row["learner"]].exercises() if one.exercise == row["exercise"])
        assert (Decimal(row["percent"]) if row["percent"] else None) == one.percent
    formats.export_json_lines(data, ExportOptions(to=out / "marks.jsonl"))
    for line in map(json.loads, (out / "marks.jsonl").read_text().splitlines()):
        one = next(one for one in marks[line["learner"]].exercises() if one.exercise == line["exercise"])
        assert line["mark"]["points"] == (None if one.final is None else float(one.final))
    for row in _rows(moodle.export_moodle, data, out / "moodle.csv"):
        whole = marks[row["email"].partition("@")[0]].marks[0]
        assert row["All grade"] == ("-" if whole.final is None else f"{whole.final.normalize():f}")
    gradescope.export_gradescope(data, ExportOptions(to=out / "gradescope"))
    for learner, mark in marks.items():
        path = out / "gradescope" / folder_name(learner) / "results.json"
        if path.exists():
            counted = [one for one in mark.exercises() if not one.missing and not one.excused]
            earned = sum((one.earned for one in counted), Fraction())
            assert json.loads(path.read_text())["score"] == float(round_points(earned, earned))


def _rows(export: Any, data: ExportData, to: Path) -> Iterator[dict[str, str]]:
    export(data, ExportOptions(to=to))
    return csv.DictReader(io.StringIO(to.read_bytes().decode("utf-8-sig"), newline=""))


def _hold_insight(out: Path, marks: dict[str, CourseMark]) -> None:
    """The points of an exercise are those that count."""
    insight = read_insight(out)
    assert insight
    shares: dict[str, list[float]] = {}
    for name, share in (found for mark in marks.values() for found in counted_shares(mark)):
        shares.setdefault(name, []).append(share)
    for one in insight.exercises:
        own = shares.get(one.exercise, [])
        assert sum(bar.count for bar in one.points) == len(own)
        assert one.points[-1].count == own.count(1.0)
        assert (one.share is None) == (not own)
        assert one.share is None or abs(one.share.most - max(own)) < 1e-5


def _hold_service(board: StatusBoard, marks: dict[str, CourseMark]) -> None:
    """Of each attempt the points that its mark begins with, before lateness and what an instructor gives instead."""
    for said in board.statuses():
        (mark,) = (one for one in marks[said.learner].exercises() if one.exercise == said.exercise)
        (attempt,) = (one for one in mark.attempts if one.number == said.attempt)
        if not any(one.kind is DecisionKind.OVERRIDE for one in mark.decisions):
            assert (said.stage is Stage.OURS) == bool(attempt.unscored)
            assert said.stage is Stage.OURS or (Fraction(said.earned), said.possible) == (
                attempt.earned,
                attempt.possible,
            )
