"""What stands below a cell that asked the grader."""

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from grader.course.hand_in import HandInAdvice
from grader.notebook.checking import Verdict, verdict_html, verdict_text

HOSTILE = "</style><script>alert(1)</script>\u202e"


def verdict(**changed: Any) -> Verdict:
    finding = {"title": "y is right", "verdict": "fail", "message": "`y` is off by 2.", "hints": ["Look at `b`."]}
    result: dict[str, Any] = {
        "exercise": "05_single_layer/matmul",
        "score": {"earned": 1, "possible": 4, "unscored": 0},
        "findings": [
            {"title": "y is there", "verdict": "pass", "message": "", "hints": [], "earned": 1, "possible": 1},
            finding | {"earned": 0, "possible": 3},
        ],
        "diagnoses": [{"message": "It looks as if a bias was left out.", "hints": ["Which tensor is never used?"]}],
        "changes": [{"kind": "recovered", "sentence": "A line of dots was taken out.", "cell": 1, "line": 2}],
        "run": {"message": ""},
    }
    advice = HandInAdvice(aim="To hand it in as it is to x", copied="grader submit matmul.ipynb", by_command=True)
    return Verdict(result=result | changed, final=True, page=Path("matmul.checked.html"), hand_in=advice)


def test_points_cause_and_what_failed_stand_there_as_text() -> None:
    """For front ends that show no HTML."""
    assert verdict_text(verdict()).splitlines() == [
        "1 of 4 points: 05_single_layer/matmul",
        "A line of dots was taken out.",
        "✓ y is there  1/1",
        "✗ y is right  0/3",
        "    `y` is off by 2.",
        "It looks as if a bias was left out.",
        "    1. Which tensor is never used?",
        "Page: matmul.checked.html",
        "Next hint: %grader hint",
        "To hand it in as it is to x, type in a terminal: grader submit matmul.ipynb",
    ]


def test_a_verdict_whose_cause_is_sought_says_so() -> None:
    """Instead of leading to a page that is not there yet."""
    early = replace(verdict(), final=False)

    assert "Looking for the cause…" in verdict_text(early).splitlines()
    for shown in (verdict_text(early), verdict_html(early)):
        assert "checked.html" not in shown


def test_without_a_place_for_hand_ins_nothing_is_said_of_it() -> None:
    """Most courses that one tries out have none."""
    shown = replace(verdict(), hand_in=None)

    assert verdict_text(shown).splitlines()[-1] == "Next hint: %grader hint"
    assert "hand" not in verdict_html(shown)


def test_the_html_holds_the_same_words_and_no_script() -> None:
    """Whatever a learner's file makes a message say."""
    words: list[str] = []
    tags: list[str] = []

    class Reader(HTMLParser):
        def handle_data(self, data: str) -> None:
            words.append(data)

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert not any(name.startswith("on") or name in {"src", "href"} for name, _ in attrs)
            tags.append(tag)

    Reader().feed(verdict_html(verdict(run={"message": HOSTILE})))

    text = " ".join(" ".join(words).split())
    shown = ("1 of 4 points", "`y` is off by 2.", "Look at `b`.", "Which tensor is never used?", "alert(1)")
    for sentence in (*shown, "type in a terminal: grader submit matmul.ipynb"):
        assert sentence in text
    assert "\u202e" not in text
    assert "script" not in tags
