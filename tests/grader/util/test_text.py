"""Invisible characters in learners' text are made visible."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.util.text import MAX_QUOTE, escape_unseen, join_names, json_line, make_visible, place_words


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


CELL = "\nimport os\n  y = x   @ w\n"


@pytest.mark.parametrize(
    ("line", "heading", "first", "words"),
    [
        (3, "Your task", 0, "line 3 (`y = x @ w`) under “Your task”"),
        (3, "", 0, "line 3 (`y = x @ w`)"),
        (3, "Your task", 32, "line 34 of your script (`y = x @ w`)"),
        (1, "Your task", 0, "line 1 of code cell 7 under “Your task”"),
        (9, "", 0, "line 9 of code cell 7"),
        (None, "Your task", 0, "the cell under “Your task” that begins with `import os`"),
        (None, "", 0, "the cell that begins with `import os`"),
        (None, "", 33, "line 34 of your script (`import os`)"),
    ],
)
def test_a_place_is_told_by_what_a_reader_sees(line: int | None, heading: str, first: int, words: str) -> None:
    """A notebook shows headings and code, and an editor shows the lines of a script. Neither counts code cells."""
    assert place_words(CELL, 7, line, heading=heading, first=first) == words


def test_an_empty_cell_is_told_by_its_number() -> None:
    """Nothing of it can be quoted."""
    assert place_words(" \n", 7, None, heading="", first=0) == "code cell 7"


def test_a_place_shows_hostile_text_short_and_harmless() -> None:
    """Code marks end where the quotation does, nothing is hidden, and what is long is cut."""
    said = place_words("a`b`\u202e" + "c" * 500, 1, 1, heading="\x1b[1m" + "d" * 500, first=0)

    assert said.count("`") == 2
    assert make_visible(said) == said
    assert len(said) < 2 * MAX_QUOTE + 30


def test_json_keeps_what_cannot_be_seen_as_escapes() -> None:
    """The text shows every such character, and decodes to the very same values."""
    value = ["a\x00b\x1bc\x7fd\x9b", "\u202eevil\u2066\n", "half \ud800", "\\u202e", "נועה 王 👩‍🔬"]
    document = json.dumps(value, ensure_ascii=False)

    escaped = escape_unseen(document)

    assert json.loads(escaped) == value
    assert make_visible(escaped) == escaped
    assert "נועה 王 👩‍🔬" in escaped


ENDS = [chr(code) for code in range(0x110000) if len(f"a{chr(code)}b".splitlines()) > 1]
"""All that some reader takes for the end of a line."""


@pytest.mark.parametrize("end", ENDS, ids=[f"U+{ord(end):04X}" for end in ENDS])
def test_a_line_of_json_is_one_line_for_every_reader(end: str) -> None:
    """In a value, a key, or deep inside; and all that it says is still there."""
    value = {f"a{end}b": [f"{end}…é", {"c": end}]}
    line = json_line(value)

    assert len(line.decode().splitlines()) == 1
    assert line.endswith(b"}\n")
    assert json.loads(line) == value


ROOT = Path(__file__).parents[3]
OF_THE_SYSTEM = {
    "grader/commands/submit_copy.py",
    "grader/course/datasets/downloads.py",
    "grader/course/datasets/preparing.py",
    "grader/engine/environment.py",
    "grader/lms/release/product_wheel.py",
    "grader/probe/inside/tuning/memory.py",
    "grader/sandbox/inside/jail.py",
    "grader/sandbox/inside/self_check.py",
    "grader/sandbox/outside/bubblewrap.py",
    "grader/sandbox/outside/cgroup.py",
    "grader/sandbox/outside/sandbox_faults.py",
    "grader/verification/tree.py",
}
"""They read what Linux or a program prints, or the last line of what a program says, for people."""


def calls(path: Path) -> Iterator[str]:
    """What a module calls: the name or the attribute, and what stands before it."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return (ast.unparse(node.func) for node in nodes if isinstance(node, ast.Call))


def test_nothing_that_others_wrote_is_split_where_no_line_ends() -> None:
    """`str.splitlines` would split a name in two: a list, a receipt or a result is split at line feeds."""
    sources = [*ROOT.glob("grader/**/*.py"), *ROOT.glob("reports/**/*.py")]
    found = {path.relative_to(ROOT).as_posix() for path in sources if any("splitlines" in one for one in calls(path))}

    assert found == OF_THE_SYSTEM


def test_names_are_listed_as_a_sentence_does() -> None:
    """Commas between all but the last two."""
    assert [join_names("abc"[:many]) for many in range(4)] == ["", "`a`", "`a` and `b`", "`a`, `b` and `c`"]
