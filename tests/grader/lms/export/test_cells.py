"""Cells that spreadsheets would execute."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.lms.export.tabular import escape_formula

FORMULAS = [
    "=1+1",
    '=HYPERLINK("http://evil.example","click")',
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1,1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\tplain",
    "  =1",
    "\u00a0=1",
    "\u200b=1",
    "\ufeff=1",
    "\u202e=1",
    "\uff1d1\uff0b1",
    "\uff0b1|x",
    "\uff0d1|x",
    "\uff20SUM(1)",
    "\ufe661",
    "\u22121|x",
    '"=1+1"',
]
HARMLESS = [
    "",
    "-",
    "12",
    "-3",
    "+4.5",
    "-0,5",
    "1e-5",
    " -7 ",
    "50%",
    "Zoë Łukasz O'Brien",
    "محمود",
    "a=b",
    "it's -1",
    "expected shape (1, -1)",
    "'=1",
    "🙂",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_becomes_text(text: str) -> None:
    """Whatever a spreadsheet would execute begins with an apostrophe, also after blanks and in full width."""
    assert escape_formula(text).startswith("'")


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_harmless_stays(text: str) -> None:
    """Numbers stay numbers, and names are not touched."""
    assert escape_formula(text) == text


@pytest.mark.parametrize("separator", [",", ";", "\t", "\n", ', "', '";'])
def test_a_formula_behind_a_separator_becomes_text(separator: str) -> None:
    """A spreadsheet that takes another separator for the file's executes nothing either."""
    assert "'" in escape_formula(f"x{separator}=1+1")


def test_what_cannot_be_written_is_replaced() -> None:
    """Halves of characters and control characters stop no file from being written."""
    assert escape_formula("a\ud800b\x00c\x1bd") == "a\ufffdb\ufffdc\ufffdd"


@given(st.text())
def test_neutralising_twice_changes_nothing_more(text: str) -> None:
    """A file that is exported from an exported one gains no apostrophes, and every cell can be encoded."""
    once = escape_formula(text)

    assert escape_formula(once) == once
    assert once.encode().decode() == once
