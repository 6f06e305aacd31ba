"""Feedback that comes after the due date: until then a learner has neither points nor pages, and staff have all."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader.gradebook import Decision, DecisionKind, Gradebook
from grader.storage.layout import GRADEBOOK, attempt_page_name, home_page_name, page_name
from tests.grader.gradebook.marks.conftest import entry
from tests.grader.service.web.serving import EXERCISE, SECOND, Served, notebook

RULES = """\
timezone = "Europe/Berlin"
[policy]
feedback = "after the due date"
[[assignments]]
id = "week 1"
title = "Week 1"
due = 2020-10-20T23:59:00
exercises = ["01/sum"]
[[assignments]]
id = "week 2"
title = "Week 2"
exercises = ["01/other"]
policy = { feedback = "at once" }
"""
UNTIL = datetime(2190, 6, 1, 21, 59, tzinfo=UTC)
AFTER = "after 2190-06-01 23:59 CEST"
LEARNERS = ("ada", "bob")


def decided(kind: DecisionKind, learner: str = "ada", **more: object) -> Decision:
    facts = {"learner": learner, "exercise": EXERCISE, "kind": kind, "who": "ines", "when": UNTIL, "why": "ill", **more}
    return Decision(**facts)  # type: ignore[arg-type] # the fields' own types


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """What is due is over, but ada has an extension; each has one attempt that earned 3 of 4 points.

    ada's attempt at the other exercise, whose feedback does not wait, earned 1 of 4.
    """
    with Served.start(tmp_path_factory.mktemp("served"), assignments=RULES) as one:
        for name in LEARNERS:
            judge(one, name, one.as_person(name).hand_in(notebook()).text)
        judge(one, "ada", one.as_person("ada").hand_in(notebook(exercise=SECOND)).text, SECOND, 1)
        with Gradebook.join(one.service.out / GRADEBOOK) as book:
            book.record_decision(decided(DecisionKind.EXTENSION, until=UNTIL))
        yield one


def judge(served: Served, learner: str, receipt: str, exercise: str = EXERCISE, earned: int = 3) -> None:
    """What a coordinator adds."""
    digest = re.findall(r"^sha256: (\w+)$", receipt, re.MULTILINE)[0]
    with Gradebook.open(served.service.out / GRADEBOOK) as book:
        submission = book.submission_for(learner=learner, exercise=exercise, sha256=digest, path=Path("sum.py"))
        judged = entry(learner, exercise, submission.attempt, earned, submission.received)
        book.record(replace(judged, result=replace(judged.result, submission=submission)))


def pages(learner: str) -> tuple[str, ...]:
    """The addresses of all pages of the exercise whose feedback waits."""
    names = page_name(learner, EXERCISE), attempt_page_name(learner, EXERCISE, 1)
    return tuple(f"/{one}" for one in names)


def row_of(text: str, title: str) -> str:
    """The row of a table with that title at its head."""
    (row,) = (one for one in re.findall(r"<tr.*?</tr>", text, re.DOTALL) if re.search(f">{title}<", one))
    return str(row)


def test_the_status_says_judged_and_when_there_is_more(served: Served) -> None:
    """On the first page and in what is sent while it is open; no points, no link to a page."""
    ada = served.as_person("ada")
    with ada.events() as (_, events):
        seen = (ada.get("/").text, next(events))

    for text in seen:
        assert "judged" in row_of(text, "A sum")
        assert f"feedback comes {AFTER}" in row_of(text, "A sum")
        assert not re.search(r"\d of \d|points|/learners/", row_of(text, "A sum"))
        assert "1 of 4 points" in row_of(text, "Another sum")


def test_the_map_keeps_back_what_waits_and_nothing_else(served: Served) -> None:
    """No sum, no state and no link tells anything about it; staff and those who wait for nothing see the whole."""
    adas, bobs = (f"/{home_page_name(name)}" for name in LEARNERS)
    text = served.as_person("ada").get(adas).text

    assert AFTER in row_of(text, "A sum")
    assert not re.search(r"\d/4|<a ", row_of(text, "A sum"))
    assert "1/4" in row_of(text, "Another sum")
    assert f'href="{Path(page_name("ada", SECOND)).name}"' in row_of(text, "Another sum")
    assert "0.5 of 2 points" in text
    assert "0 of 2 exercises done" in text
    for name, whole in (("ines", adas), ("bob", bobs)):
        assert re.search(r"\d/4", row_of(served.as_person(name).get(whole).text, "A sum"))
    assert "page of ada" in served.as_person("ada").get(f"/{page_name('ada', SECOND)}").text


def test_a_command_is_told_the_same(served: Served) -> None:
    """Points are null until then."""
    (_, adas), (bobs,) = (json.loads(served.by_token(one).get("/api/attempts").text)["attempts"] for one in LEARNERS)

    assert [adas[key] for key in ("stage", "earned", "possible")] == ["judged", None, None]
    assert datetime.fromisoformat(adas["feedback_after"]) == UNTIL
    assert [bobs[key] for key in ("stage", "earned", "possible", "feedback_after")] == ["judged", 3, 4, None]


@pytest.mark.parametrize("page", pages("ada"))
def test_pages_are_refused_with_the_moment(served: Served, page: str) -> None:
    """The page of the last attempt and those of earlier ones, to their learner; staff read them."""
    refused = served.as_person("ada").get(page)

    assert refused.status == 403
    assert f"The feedback will be here {AFTER}." in refused.text
    assert "page of ada" not in refused.text
    for name in ("tim", "ines"):
        assert "page of ada" in served.as_person(name).get(page).text


def test_after_the_due_date_all_is_there(served: Served) -> None:
    """For bob, who has no extension; of ada's he sees what he always saw: nothing."""
    bob = served.as_person("bob")

    assert "3 of 4 points" in bob.get("/").text
    assert [bob.get(page).status for page in pages("bob")] == [200, 200]
    assert [bob.get(page).status for page in pages("ada")] == [404, 404]


def test_a_receipt_can_be_read_and_checked_meanwhile(served: Served) -> None:
    """It says nothing about points."""
    ada = served.as_person("ada")
    (text,) = re.findall(r'<pre class="receipt"[^>]*>(.*?)</pre>', ada.get(f"/receipts/{EXERCISE}/1").text, re.DOTALL)

    assert "is genuine, and the attempt is in the gradebook" in ada.post("/receipts", receipt=text).text
