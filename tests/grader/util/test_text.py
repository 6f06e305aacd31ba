"""Invisible characters in learners' text are made visible."""

import json

import pytest

from grader.util.text import escape_unseen, join_names, make_visible


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
    assert make_visible(text) == seen
    make_visible(text).encode()


def test_json_keeps_what_cannot_be_seen_as_escapes() -> None:
    """The text shows every such character, and decodes to the very same values."""
    value = ["a\x00b\x1bc\x7fd\x9b", "\u202eevil\u2066\n", "half \ud800", "\\u202e", "נועה 王 👩‍🔬"]
    document = json.dumps(value, ensure_ascii=False)

    escaped = escape_unseen(document)

    assert json.loads(escaped) == value
    assert make_visible(escaped) == escaped
    assert "נועה 王 👩‍🔬" in escaped


def test_names_are_listed_as_a_sentence_does() -> None:
    """Commas between all but the last two."""
    assert [join_names("abc"[:many]) for many in range(4)] == ["", "`a`", "`a` and `b`", "`a`, `b` and `c`"]
