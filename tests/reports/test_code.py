"""Cells as records: coloured, and safe to look at."""

import base64
import struct

import pytest

from grader.model import CellError, CellRun, Output
from grader.source.highlight import highlight
from grader.util.text import slug
from reports.code import (
    MAX_CELLS,
    MAX_LINE,
    MAX_PICTURE_BYTES,
    MAX_SOURCE,
    OutputImage,
    PrintedOutput,
    cells,
    excerpt,
    screen_text,
)


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


HEAD = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR"


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def text_of(run: CellRun) -> str:
    (cell,) = cells([run])
    return "\n".join("".join(token.text for token in line.tokens) for line in cell.lines)


@pytest.mark.parametrize(
    "source",
    [
        "",
        "x = 1",
        "def f():\n\n    '''a\n    b'''\n    return 1  # é",
        "%matplotlib inline\n!ls\n?",
        "'''never closed\n</script>",
        "\t(((((\n\x0c\x00\u202e",
        "if x:\n  y\n# Ünïcode 王",
    ],
)
def test_colouring_changes_no_character(source: str) -> None:
    """The tokens of all lines, joined, are the source again, whether it parses or not."""
    assert text_of(CellRun(source=source)) == text_of(coloured(source)) == source


def coloured(source: str) -> CellRun:
    """A cell as it was read."""
    return CellRun(source=source, coloured=highlight(source))


def test_words_get_their_colours() -> None:
    """Keywords, names defined, strings, numbers and comments are distinguished."""
    (cell,) = cells([coloured("def f(): return 'a', 1  # why")])
    colours = {token.text: token.colour for token in cell.lines[0].tokens}
    assert [colours[word] for word in ("def", "f", "a", "1", "# why")] == [
        "keyword",
        "defined",
        "string",
        "number",
        "comment",
    ]


def test_a_very_long_cell_is_cut_and_says_so() -> None:
    """A page of a megabyte helps nobody."""
    (cell,) = cells([CellRun(source="x" * (MAX_SOURCE + 5))])
    assert cell.cut == 5


def test_many_cells_are_cut_together() -> None:
    """A notebook of a million cells, or of many long ones, makes a page of a bounded size."""
    long = cells([CellRun(source="x" * MAX_SOURCE)] * (MAX_CELLS + 1))
    assert [cell.cut for cell in long] == [0] * 10 + [MAX_SOURCE] * (MAX_CELLS - 10)


@pytest.mark.parametrize(
    ("source", "defines"),
    [
        ("y = 1", True),
        ("x, y = 1, 2", True),
        ("y: int = 1", True),
        ("def y(): ...", True),
        ("class y: ...", True),
        ("print(y)", False),
        ("x = y", False),
        ("# y = 1", False),
        ("yy = 1", False),
    ],
)
def test_where_a_name_is_made_is_found(source: str, *, defines: bool) -> None:
    """An assignment or a definition counts, a use or a comment does not."""
    (cell,) = cells([coloured(f"a = 0\n{source}")])
    assert cell.defines("y") is defines


def test_pieces_of_a_stream_are_joined() -> None:
    """A line that was printed in two pieces is one line."""
    outputs = (Output(kind="stdout", text="one "), Output(kind="stdout", text="line\n"), Output(kind="text", text="x"))
    (cell,) = cells([CellRun(source="", outputs=outputs)])
    assert [item.excerpt.shown for item in cell.shown if isinstance(item, PrintedOutput)] == [("one line",), ("x",)]


def test_messages_on_stderr_are_folded_whole() -> None:
    """Start-up logs do not push the learner's own output out of sight."""
    (cell,) = cells([CellRun(source="", outputs=(Output(kind="stderr", text="warning\n"),))])
    (item,) = cell.shown
    assert isinstance(item, PrintedOutput)
    assert (item.excerpt.shown, item.excerpt.folded) == ((), ("warning",))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no base64!",
        "é",
        encoded(b"<svg onload='alert(1)'>" + bytes(40)),
        encoded(b"GIF89a" + bytes(40)),
        encoded(HEAD[:12]),
        encoded(HEAD + struct.pack(">II", 0, 10)),
        encoded(HEAD + struct.pack(">II", 100_000, 100_000)),
        encoded(HEAD + struct.pack(">II", 10, 10) + bytes(MAX_PICTURE_BYTES)),
        encoded(HEAD + struct.pack(">II", 10, 10)) + '" onload="alert(1)',
    ],
)
def test_what_is_not_a_sane_png_is_not_shown(text: str) -> None:
    """Only bytes that start as a PNG does, of a size that a browser survives, reach an image."""
    (cell,) = cells([CellRun(source="", outputs=(Output(kind="png", text=text),))])
    assert cell.shown == (OutputImage(base64="", width=0, height=0),)


def test_a_picture_is_encoded_again() -> None:
    """The page holds our encoding of the bytes, with the size that they name."""
    data = HEAD + struct.pack(">II", 10, 20) + bytes(9)
    (cell,) = cells(
        [CellRun(source="", outputs=(Output(kind="png", text=encoded(data)[:30] + "\n" + encoded(data)[30:]),))]
    )
    assert cell.shown == (OutputImage(base64=encoded(data), width=10, height=20),)


def failed(traceback: str, line: int | None = 1) -> CellRun:
    return CellRun(source="a\nb", error=CellError(name="E", message="m", traceback=traceback, line=line))


OWN = "Cell In[1], line 1\n----> 1 f()\n\n"
LIBRARY = "File /x/lib/python3.11/site-packages/keras/layer.py:3, in call(self)\n----> 3 raise\n\n"


def test_frames_inside_libraries_are_left_out_and_counted() -> None:
    """The learner sees their own lines and what was raised, without a walk through Keras."""
    (cell,) = cells([failed(f"---\nE  Traceback\n{OWN}{LIBRARY}{LIBRARY}E: m")])
    assert cell.failure is not None
    assert cell.failure.library_frames == 2
    assert cell.failure.traceback.folded == ("---", "E  Traceback", *OWN.rstrip().split("\n"), "", "E: m")


@pytest.mark.parametrize("traceback", ["", "no frames at all", LIBRARY + "E: m"])
def test_a_traceback_without_own_frames_is_shown_whole(traceback: str) -> None:
    """Nothing is left out where nothing of the learner's would remain."""
    (cell,) = cells([failed(traceback)])
    assert cell.failure is not None
    assert cell.failure.library_frames == 0
    assert "\n".join(cell.failure.traceback.folded) == traceback


@pytest.mark.parametrize(("line", "failing"), [(2, [False, True]), (None, [False, False]), (9, [False, False])])
def test_the_failing_line_is_marked(line: int | None, failing: list[bool]) -> None:
    """The line that the traceback names, and no other."""
    (cell,) = cells([failed("", line)])
    assert [one.failing for one in cell.lines] == failing


@pytest.mark.parametrize(("text", "drawn"), [("\u2502 dense \u2502", True), ("dense | 3", False)])
def test_a_drawn_table_is_known(text: str, *, drawn: bool) -> None:
    """What Keras prints as a table must not be wrapped; ordinary text must be."""
    (cell,) = cells([CellRun(source="", outputs=(Output(kind="text", text=text),))])
    (item,) = cell.shown
    assert isinstance(item, PrintedOutput)
    assert item.drawn is drawn
