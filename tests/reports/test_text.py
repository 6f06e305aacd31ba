"""Learners' text, made safe to look at."""

import pytest

from grader.util.text import slug
from reports.code import MAX_LINE, excerpt, screen_text


@pytest.mark.parametrize(
    ("printed", "left"),
    [
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07shell", "shell"),
        ("\x1b]8;;http://example.org\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("1/3\r2/3\r3/3\nnext", "3/3\nnext"),
        ("3/3\b\b\b\r", "3/3"),
        ("windows\r\nlines", "windows\nlines"),
        ("", ""),
    ],
)
def test_printed_text_is_what_a_terminal_would_show(printed: str, left: str) -> None:
    """Codes are dropped, and of a rewritten line the last state is kept."""
    assert screen_text(printed) == left


def test_a_long_text_is_cut_in_three() -> None:
    """First lines in the open, the next folded, the rest counted; nothing is lost in silence."""
    part = excerpt("\n".join(map(str, range(10))) + "\n\n", shown=2, folded=3)
    assert (part.shown, part.folded, part.dropped) == (("0", "1"), ("2", "3", "4"), 5)


def test_a_long_line_is_cut_with_a_note() -> None:
    """A line of a megabyte does not make a page of a megabyte."""
    (line,) = excerpt("x" * (MAX_LINE + 7), shown=1, folded=0).shown
    assert line.endswith("x … 7 more characters")


def test_a_blank_text_has_no_lines() -> None:
    """Whitespace alone is nothing to show."""
    assert excerpt(" \n\n", shown=3, folded=3).shown == ()


@pytest.mark.parametrize(
    ("text", "expected"), [("Zoë  Müller!", "zoe_muller"), ("../..", "none"), ("王", "none"), ("x" * 300, "x" * 48)]
)
def test_a_slug_has_few_plain_letters(text: str, expected: str) -> None:
    """Accents go, everything else becomes one underscore, and something always remains."""
    assert slug(text, otherwise="none") == expected
