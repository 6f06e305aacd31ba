"""What cannot be seen in learners' text."""

import pytest

from grader.text import visible


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("plain\ttext\n", "plain\ttext\n"),
        ("a\x00b\x1bc\x7fd", "a\u2400b\u241bc\u2421d"),
        ("\u202eevil\u2066", "[U+202E]evil[U+2066]"),
        ("half \ud800", "half [U+D800]"),
        ("\u200bzero\ufeff", "[U+200B]zero[U+FEFF]"),
        ("נועה 王小明 é 👩‍🔬", "נועה 王小明 é 👩‍🔬"),
    ],
)
def test_what_cannot_be_seen_is_made_visible(text: str, seen: str) -> None:
    """Control, bidirectional, zero-width and unpaired characters are spelled out; every script stays as it is."""
    assert visible(text) == seen
    visible(text).encode()
