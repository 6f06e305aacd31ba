"""The learner's cells as records: coloured lines, outputs, and the error at the line that raised it.

Learners' text is made safe to look at. Autoescaping prevents it from becoming markup, and
`grader.util.text.make_visible` prevents characters from hiding or reordering their surroundings; this module handles
terminal codes and length. It contains no HTML.
"""

import base64
import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, groupby
from typing import Literal

from grader.model import CellError, CellRun, Output
from grader.source.records import COLOURS, Change
from grader.util.text import TERMINAL_CODES, pluralize

# Text that is safe to look at.

MAX_LINE = 2_000
"""The most characters of one line that a page shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """The part of a long text that a page shows."""

    shown: tuple[str, ...]
    """Its first lines."""
    folded: tuple[str, ...] = ()
    """The lines after those, one click away."""
    dropped: int = 0
    """How many more lines the page leaves out."""


def screen_text(text: str) -> str:
    """The text that a terminal would show at the end: without colours, and rewritten lines in their last state."""
    plain = TERMINAL_CODES.sub("", text).replace("\r\n", "\n")
    return "\n".join(_last_state(line) for line in plain.split("\n"))


def excerpt(text: str, *, shown: int, folded: int) -> Excerpt:
    """The first `shown` lines, the next `folded` lines, and how many follow; lines that are too long are cut."""
    lines = text.rstrip().split("\n") if text.strip() else []
    kept = tuple(_cut(line) for line in lines[: shown + folded])
    return Excerpt(shown=kept[:shown], folded=kept[shown:], dropped=len(lines) - len(kept))


def _last_state(line: str) -> str:
    """What remains of a line that was rewritten with carriage returns and backspaces, such as a progress bar."""
    states = [state for state in line.replace("\b", "").split("\r") if state.strip()]
    return states[-1] if states else ""


def _cut(line: str) -> str:
    return line if len(line) <= MAX_LINE else f"{line[:MAX_LINE]} … {pluralize(len(line) - MAX_LINE, 'more character')}"


# Cells.

MAX_CELLS = 400
MAX_SOURCE = 40_000
"""The most characters of one cell's source that a page shows."""
MAX_SOURCES = 400_000
"""The most characters of all cells' sources together; output was limited while the cells ran."""
MAX_PICTURE_BYTES = 2**20
MAX_PICTURE_SIDE = 8_192
"""The most pixels; a small file can declare a picture that crashes any browser."""

_PNG = b"\x89PNG\r\n\x1a\n"
_HEAD = struct.Struct(">8s4x4sII")
"""The beginning of a PNG: its signature, then the length, kind, width and height of its first chunk."""
_FRAME = re.compile(r"(?m)^(?=(?:Cell In|Input In|File |  File ))")
_LIBRARY = re.compile(r"File .*(?:site-packages|dist-packages|/lib/python|<frozen )")


@dataclass(frozen=True, slots=True, kw_only=True)
class ColouredText:
    """A run of characters of one colour."""

    colour: str
    """A name of `COLOURS`, or empty."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of source."""

    tokens: tuple[ColouredText, ...]
    failing: bool = False

    def defines(self, name: str) -> bool:
        """Whether the name is assigned, or defined as a function or class, on this line."""
        words = [token.text for token in self.tokens if token.text.strip()]
        if name in words[1:2] and words[0] in {"def", "class"}:
            return True
        left = words[: words.index("=")] if "=" in words else []
        is_call = any("(" in word for word in left)  # with keyword arguments
        return name in left and words[0] != "#" and not is_call


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedOutput:
    """Text that was output by a cell."""

    stream: Literal["stdout", "stderr", "text"]
    excerpt: Excerpt

    @property
    def drawn(self) -> bool:
        """Whether it is a table, such as the output of `model.summary()`, which wrapping would break."""
        return any("\u2500" <= character <= "\u257f" for line in self.excerpt.shown for character in line)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputImage:
    """A PNG that was output by a cell; `base64` is empty if its bytes are not a PNG, or are too many."""

    base64: str
    width: int
    height: int


_NO_PICTURE = OutputImage(base64="", width=0, height=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """The exception that ended a cell."""

    name: str
    message: str
    line: int | None
    traceback: Excerpt
    """The frames in the learner's own code, or the whole traceback if there are none."""
    library_frames: int
    """The number of frames inside libraries that were left out."""
    advice: str = ""
    """Why it was raised and what to write today, if outdated code raised it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeCell:
    """One code cell."""

    number: int
    """The number of the cell, from 1, counting only code cells."""
    heading: str
    """The nearest heading above it in the file; empty if there is none."""
    answer: bool
    state: Literal["ran", "interrupted", "died", "not_run"]
    wall_s: float
    lines: tuple[Line, ...]
    cut: int
    """The number of characters of the source that are left out."""
    shown: tuple[PrintedOutput | OutputImage, ...]
    failure: Failure | None
    remarks: tuple[str, ...] = ()
    """The changes made to it before or while it ran, in one or two sentences each."""

    def defines(self, name: str) -> bool:
        """Whether some line assigns or defines the name."""
        return any(line.defines(name) for line in self.lines)


def cells(runs: Sequence[CellRun], changes: Sequence[Change] = ()) -> tuple[CodeCell, ...]:
    """The first `MAX_CELLS` cells of a run in order, each with the changes made to it."""
    before = accumulate((len(run.source) for run in runs), initial=0)
    rooms = (min(MAX_SOURCE, max(0, MAX_SOURCES - used)) for used in before)
    numbered = zip(range(1, MAX_CELLS + 1), runs, rooms, strict=False)
    return tuple(
        _cell(number, run, room, tuple(change.sentence for change in changes if change.cell == number))
        for number, run, room in numbered
    )


def _cell(number: int, run: CellRun, room: int, remarks: tuple[str, ...]) -> CodeCell:
    """The cell, with at most `room` characters of its source."""
    source = run.source.rstrip()
    failing = run.error.line if run.error else None
    return CodeCell(
        number=number,
        heading=run.heading,
        answer=run.answer,
        state=run.state,
        wall_s=run.wall_s,
        lines=_lines(source[:room], run.coloured, failing),
        cut=max(0, len(source) - room),
        shown=tuple(_shown(run.outputs)),
        failure=_failure(run.error) if run.error else None,
        remarks=remarks,
    )


@lru_cache(maxsize=64)  # given code is in every learner's file
def _lines(source: str, coloured: tuple[tuple[int, int], ...], failing: int | None) -> tuple[Line, ...]:
    """The source split into lines; a token that spans lines continues in the next one."""
    lines: list[list[ColouredText]] = [[]]
    for colour, text in _pieces(source, coloured):
        first, *rest = text.split("\n")
        lines[-1].append(ColouredText(colour=colour, text=first))
        lines.extend([ColouredText(colour=colour, text=part)] for part in rest)
    return tuple(
        Line(tokens=tuple(token for token in line if token.text), failing=number == failing)
        for number, line in enumerate(lines, start=1)
    )


def _pieces(source: str, coloured: tuple[tuple[int, int], ...]) -> Iterator[tuple[str, str]]:
    """The colour and text of each piece; the rest has no colour."""
    place = 0
    for length, colour in coloured:
        yield COLOURS[colour] if 0 <= colour < len(COLOURS) else "", source[place : place + length]
        place += length
    yield "", source[place:]


def _shown(outputs: Sequence[Output]) -> Iterator[PrintedOutput | OutputImage]:
    """The outputs of a cell; text that was printed in pieces is joined."""
    for kind, pieces in groupby(outputs, key=lambda output: output.kind):
        match kind:
            case "png":
                yield from (_picture(piece.text) for piece in pieces)
            case "stdout" | "stderr":
                yield from _printed(kind, "".join(piece.text for piece in pieces))
            case "text":
                yield from (printed for piece in pieces for printed in _printed(kind, piece.text))


def _printed(stream: Literal["stdout", "stderr", "text"], text: str) -> Iterator[PrintedOutput]:
    """The text as a terminal shows it; nothing if it is blank. Messages on stderr are completely folded."""
    part = excerpt(screen_text(text), shown=0 if stream == "stderr" else 12, folded=200)
    if part.shown or part.folded:
        yield PrintedOutput(stream=stream, excerpt=part)


def _picture(text: str) -> OutputImage:
    """The picture as base64, if its bytes begin like a PNG of a reasonable size."""
    try:
        data = base64.b64decode("".join(text.split()), validate=True)
        signature, chunk, width, height = _HEAD.unpack_from(data)
    except (ValueError, struct.error):
        return _NO_PICTURE
    sane = 1 <= min(width, height) <= max(width, height) <= MAX_PICTURE_SIDE
    if (signature, chunk) != (_PNG, b"IHDR") or not sane or len(data) > MAX_PICTURE_BYTES:
        return _NO_PICTURE
    return OutputImage(base64=base64.b64encode(data).decode(), width=width, height=height)


def _failure(error: CellError) -> Failure:
    own, others = _own_frames(screen_text(error.traceback))
    return Failure(
        name=error.name,
        message=screen_text(error.message),
        line=error.line,
        traceback=excerpt(own, shown=0, folded=120),
        library_frames=others,
        advice=error.advice,
    )


def _own_frames(traceback: str) -> tuple[str, int]:
    """The traceback without the frames inside libraries, and the number of those; all of it if no frame would be
    left.
    """
    head, *frames = _FRAME.split(traceback)
    own = [frame for frame in frames if not _LIBRARY.match(frame.lstrip())]
    if not own:
        return traceback, 0
    last = frames[-1]
    summary = "" if last in own else last.rpartition("\n\n")[2]
    return head + "".join(own) + summary, len(frames) - len(own)
