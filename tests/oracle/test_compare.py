"""What counts as a difference, and how differences are said."""

from typing import Literal

from grader.model import CellRun, Outcome, Output, Run
from tests.oracle.compare import MISSING, Difference, compare, grouped_texts, shorten
from tests.oracle.pages import page_differences, page_lines
from tests.oracle.runs import run_document, unexpected, varying_parts

FINDING = {
    "criterion": "value",
    "verdict": "pass",
    "earned": 2,
    "trust": "verified",
    "message": "Right.",
    "hints": ["a"],
}


def judged(**changes: object) -> dict[str, object]:
    return {"outcome": "ok", "findings": [{"criterion": "shape", "verdict": "pass"}, FINDING | changes]}


def test_equal_judgements_do_not_differ() -> None:
    """Neither in facts nor in texts, whatever the order of keys."""
    found = compare(judged(), dict(reversed(judged().items())))

    assert (found.facts, found.texts) == ((), ())


def test_a_fact_is_found_where_it_lies() -> None:
    """With what was recorded and what is now."""
    assert compare(judged(), judged(verdict="fail", earned=0)).facts == (
        Difference("findings[value].earned", "2", "0"),
        Difference("findings[value].verdict", "pass", "fail"),
    )


def test_texts_are_no_facts() -> None:
    """Messages and hints, however deep; a text that is gone is still a text."""
    found = compare(judged(), judged(message="Good.", hints=["b", "c"]))

    assert found.facts == ()
    assert found.texts == (
        Difference("findings[value].hints", "a", "b\nc"),
        Difference("findings[value].message", "Right.", "Good."),
    )
    without = {key: value for key, value in FINDING.items() if key != "message"}
    assert [one.after for one in compare(FINDING, without).texts] == [MISSING]


def test_order_counts() -> None:
    """Findings in another order differ from what was recorded, and so does one more."""
    before, after = judged(), judged()
    after["findings"] = after["findings"][::-1]  # type: ignore[index]

    assert compare(before, after).facts
    assert [one.place for one in compare([1], [1, 2]).facts] == ["[1]"]


def test_equal_numbers_of_another_kind_differ() -> None:
    """1 is not true, and not 1.0: what is exported would be written otherwise."""
    assert compare({"a": 1}, {"a": True}).facts
    assert compare({"a": 1}, {"a": 1.0}).facts
    assert compare({"a": None}, {"a": 0}).facts


def test_the_same_change_of_a_text_is_shown_once() -> None:
    """With how many files have it, the most frequent first, and line by line."""
    often, once = Difference("m", "It is 3.\nTry.", "It is 4.\nTry."), Difference("h", "a", "b")

    lines = list(grouped_texts([("one", once), ("two", often), ("three", often)]))

    assert lines == [
        "2 x  two and 1 more\n    - It is 3.\n    + It is 4.\n      Try.",
        "1 x  one\n    - a\n    + b",
    ]


def test_long_values_are_cut() -> None:
    """On one line."""
    assert shorten("a\nb") == "a ⏎ b"
    assert len(shorten("x" * 1000)) == 160


PAGE = '<html><head><style>p { x }</style></head><body class="b"><p id="c" data-x="1">Graded {when}, 3 points</p>'


def test_pages_are_compared_by_text_and_structure() -> None:
    """Digests, moments and figures of runs make no difference; text, classes, links and elements do."""
    first = page_lines(PAGE.replace("{when}", "2026-01-02 10:11 in 0.35 s by 0123456789abcdef"))
    again = page_lines(PAGE.replace("{when}", "2026-03-04 11:12 in 1.2 s by fedcba9876543210"))
    other = page_lines(PAGE.replace("3 points", "4 points"))

    assert first == again
    assert not any("p { x }" in line for line in first)
    assert list(page_differences({"a": first, "b": first}, {"a": again, "b": again})) == []
    assert len(list(page_differences({"a": first, "b": first}, {"a": other, "c": other}))) == 3
    assert page_lines('<a href="x">t</a>') != page_lines('<a href="y">t</a>')
    assert page_lines("<p>t</p>") != page_lines("<b>t</b>")
    assert page_lines("<p><b>t</b></p>") != page_lines("<p></p><b>t</b>")


def test_in_how_many_pieces_a_cell_prints_makes_no_difference() -> None:
    """Nor how long an epoch took; what it prints, and on which stream, does."""

    def printed(*texts: tuple[Literal["stdout", "stderr"], str]) -> object:
        outputs = tuple(Output(kind=kind, text=text) for kind, text in texts)
        return run_document(Run(key="", outcome=Outcome.OK, cells=(CellRun(source="", outputs=outputs),)))

    assert printed(("stdout", "a 12ms/step\n"), ("stdout", "b")) == printed(("stdout", "a 7ms/step\nb"))
    assert printed(("stdout", "a")) != printed(("stdout", "b"))
    assert printed(("stdout", "a")) != printed(("stderr", "a"))


def test_what_varies_between_two_runs_is_compared_by_verdict_alone() -> None:
    """Each part that varied is left out, for that sample; verdicts never are."""
    weights = Difference("seen.model.weights[0]", "1", "2")
    verdict = Difference("verdicts[1][1]", "pass", "fail")
    varying = varying_parts({"a": [weights], "b": []})

    assert varying == {"a": ["seen.model"]}
    assert list(unexpected({"a": [weights], "b": [weights]}, varying)) == [("b", weights)]
    assert list(unexpected({"a": [weights, verdict]}, varying)) == [("a", verdict)]
