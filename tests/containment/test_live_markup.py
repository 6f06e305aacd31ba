"""What the suite takes for live on a page: our own pages hold none of it, and each planted piece is found."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader.model import Exercise, Outcome, Result, Run, Score, Submission
from grader.sandbox.limits import Limits
from reports.submission import submission_page
from tests.cohort_pages import draw_cohort
from tests.containment.pages import live_markup, steering
from tests.rendered import page_html

HOSTILE_NAME = "\u202eRobert'); DROP TABLE--\x1b[2J<script>alert(1)</script><img src=x onerror='alert(2)'>\u2066\x9b31m"
RUN = Run(key="k", outcome=Outcome.OK)
EXERCISE = Exercise(id="05_x/y", title="Y", rubric=(), limits=Limits(), stub=Path("s"), reference=Path("r"), digest="d")
PLANTED = {
    "an element": "<blink>x</blink>",
    "a script": "<script>alert(1)</script>",
    "a script that never ends": "<script>alert(1)",
    "a style": "<style>p { display: none }</style>",
    "a handler": '<p onclick="alert(1)">x</p>',
    "a handler without quotes": "<svg/onload=alert(1)>",
    "a handler on what we write": "<details ontoggle=alert(1) open>x</details>",
    "an address": '<a href="https://elsewhere">x</a>',
    "an address that runs": '<a href=" javascript:alert(1)">x</a>',
    "a picture from elsewhere": '<img src="//elsewhere/x.png">',
    "a picture that is a page": '<img src="data:text/html,<p>x</p>">',
    "a refresh": '<meta http-equiv="refresh" content="0">',
    "a style attribute": '<p style="position: fixed">x</p>',
    "a comment": "<!-- x -->",
    "an override": "\u202e",
    "an isolate": "\u2066",
    "an escape": "\x1b[2J",
    "an escape of one byte": "\x9b2J",
    "half a character": "\ud800",
}


def pages() -> dict[str, str]:
    """A learner's and a cohort's page, under a hostile name."""
    submission = Submission(
        learner=HOSTILE_NAME,
        exercise=EXERCISE.id,
        attempt=1,
        path=Path("p"),
        sha256="0" * 64,
        received=datetime.now(UTC),
    )
    result = Result(
        submission=submission,
        run_key="k",
        outcome=Outcome.OK,
        attempted=True,
        findings=(),
        score=Score(),
        grader_version="0",
        graded=datetime.now(UTC),
    )
    return {
        "learner": page_html(submission_page(result, RUN, EXERCISE, RUN, lessons={})),
        "cohort": page_html(draw_cohort(title="C", exercises=[EXERCISE], results=[result]).cohort),
    }


@pytest.mark.parametrize("page", ["learner", "cohort"])
def test_our_own_pages_hold_nothing_live(page: str) -> None:
    """What templates write is not a finding, and a hostile name on them is text."""
    assert live_markup(pages()[page]) == []


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED)
def test_whatever_is_planted_on_a_page_is_found(planted: str) -> None:
    """In the middle of one of our pages, each piece of a learner's that is live is reported."""
    page = pages()["learner"].replace("</main>", f"{planted}</main>")

    assert live_markup(page) != []


def test_honest_text_steers_nothing() -> None:
    """Letters of any script, joined emoji and tables of lines are not a finding; a tab and a new line are layout."""
    assert steering("Ólöf Þórsdóttir שלום مرحبا नमस्ते 👩\u200d🔬 │┃\tx\n") == []
