"""Feedback that waits until an instructor releases it, by the button or by the command."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from grader.commands.cli import app
from grader.errors import SpecError
from grader.gradebook import Gradebook
from grader.storage.layout import GRADEBOOK, home_page_name, page_name
from tests.grader.service.web.serving import EXERCISE, SECOND, Client, Served
from tests.grader.service.web.test_feedback import judge, row_of

RULES = """\
timezone = "Europe/Berlin"
[policy]
feedback = "by hand"
[[assignments]]
id = "week 1"
title = "Week <1>"
due = 2020-10-20T23:59:00
exercises = ["01/sum"]
[[assignments]]
id = "week 2"
title = "Week 2"
exercises = ["01/other"]
"""
LATER = "when your instructor releases it"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """Of ada an attempt at each of two exercises is judged, with 3 and 1 of 4 points."""
    with Served.start(tmp_path, assignments=RULES) as one:
        for exercise, earned in ((EXERCISE, 3), (SECOND, 1)):
            judge(one, "ada", "sha256: a", exercise, earned)
        yield one


def waits(client: Client) -> list[bool]:
    """Whether the feedback on each exercise waits: first page, map and the exercise's page agree."""
    home, own = client.get("/").text, client.get(f"/{home_page_name('ada')}").text
    found = []
    for exercise, title in ((EXERCISE, "A sum"), (SECOND, "Another sum")):
        page = client.get(f"/{page_name('ada', exercise)}")
        says = [LATER in row_of(home, title), LATER in row_of(own, title), LATER in page.text, page.status == 403]
        hides = [not re.search(r"\d of 4 points", row_of(home, title)), not re.search(r"\d/4", row_of(own, title))]
        assert len({*says, *hides}) == 1
        found.append(says[0])
    return found


def test_a_release_shows_what_waited_and_nothing_else(served: Served) -> None:
    """On the page that is open, at once; on map and pages; another assignment waits on; staff read all before it."""
    ada, ines = served.as_person("ada"), served.as_person("ines")
    assert waits(ada) == [True, True]
    (one, _) = json.loads(served.by_token("ada").get("/api/attempts").text)["attempts"]
    assert [one[key] for key in ("stage", "withheld", "feedback_after", "earned")] == ["judged", True, None, None]
    assert ines.get(f"/{page_name('ada', EXERCISE)}").status == 200
    assert 'href="/feedback"' in ines.get("/").text
    assert 'href="/feedback"' not in served.as_person("tim").get("/").text
    with ada.events() as (_, events):
        assert LATER in next(events)
        released = ines.post("/feedback", assignment="week 1")
        assert "3 of 4 points" in next(events)

    assert (released.status, released.headers["location"]) == (303, "/feedback")
    assert waits(ada) == [False, True]
    page = ines.get("/feedback").text
    assert page.count("Release to learners") == 1
    assert re.search(r"Released .* CES?T</time> by <bdi>ines</bdi>", page)
    assert "Week &lt;1&gt;" in page
    assert page.count("1 learner handed in.") == 2


def test_nobody_else_releases_anything(served: Served) -> None:
    """No learner, no assistant, no page of another site; and nothing that there is not."""
    asked = [
        ("ada", None, "week 1"),
        ("tim", None, "week 1"),
        ("ines", "0" * 64, "week 1"),
        ("ines", None, "week 3"),
        ("ines", None, ""),
    ]
    answers = [served.as_person(name).post("/feedback", csrf, assignment=one).status for name, csrf, one in asked]

    assert answers == [403, 403, 403, 422, 422]
    with Gradebook.view(served.service.out / GRADEBOOK) as book:
        assert book.feedback_releases() == ()


def test_the_command_releases_beside_the_service(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever judges goes on; a second time says who did it first; without an assignment they are listed."""
    monkeypatch.setenv("GRADER_NAME", "ines")
    out = served.service.out
    words = ["feedback", str(out), "--course", str(served.service.course.root)]
    with Gradebook.open(out / GRADEBOOK):
        first = CliRunner().invoke(app, [*words, "--release", "week 1"]).output
        monkeypatch.setenv("GRADER_NAME", "tim")
        again = CliRunner().invoke(app, [*words, "--release", "week 1"]).output

    assert first.startswith("week 1: feedback released ")
    assert first.endswith("by ines.\n")
    assert again == first
    assert waits(served.as_person("ada")) == [False, True]
    listed = CliRunner().invoke(app, words).output
    assert re.search(r"week 1 +by hand +.* by ines", listed)
    assert re.search(r"week 2 +by hand +waits", listed)
    wrong = CliRunner().invoke(app, [*words, "--release", "week 11"])
    assert isinstance(wrong.exception, SpecError)
    assert "did you mean 'week 1'?" in str(wrong.exception)
