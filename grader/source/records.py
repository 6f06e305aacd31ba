"""What reading a file gives, as plain records: the code to run, and what is known of it.

These are all that the trusted side sees of a learner's text. Whatever parses text makes them, in the reader.
`SmallEdit`, `Candidate` and `RepairFacts` pass between the reader, which edits learners' code, and the search for a
repair.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum, unique
from itertools import accumulate

from grader.source.tree_codec import encode_tree

MAX_FILE_MIB = 20
"""The most MiB of one file that is handed in, by whatever way; outputs of a training course stay far below."""

DEEPEST_HEADING = 6
MAX_HEADING = 200
"""Characters of a heading that are kept."""
_NO_MARKS = str.maketrans("", "", "#*`")


@unique
class ChangeKind(StrEnum):
    """The kinds of change."""

    RECOVERED = "recovered"
    """Damage to the file was undone: its text or its cells were mended so that they can be read and run."""
    MODERNISED = "modernised"
    """Code of an older TensorFlow, Keras or NumPy ran as it is spelled today."""
    REORDERED = "reordered"
    """All cells ran again, and this one after a cell that stands below it."""
    OUTDATED = "outdated"
    """Nothing was changed in it: it was made from an older edition of the course, and the exercise has changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change."""

    kind: ChangeKind
    sentence: str
    """What was changed and why, a sentence or two for the learner."""
    cell: int | None = None
    """The number of the code cell from 1, as pages count them; None where it concerns the whole file."""
    line: int | None = None
    """The line of that cell, from 1; None where it concerns the whole cell."""


def recovered(sentence: str) -> Change:
    """A mended file or cell. The cell's number follows once all cells are in place."""
    return Change(kind=ChangeKind.RECOVERED, sentence=sentence)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeywordFact:
    """A keyword argument of the reference whose value is written down."""

    call: str
    """The last part of the function's name: "Dense"."""
    name: str
    value: str
    """As it is spelled: "'relu'", "10", "tf.float32"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairFacts:
    """What a search for repairs knows of an exercise: small facts of its reference, and nothing of its text."""

    traits: tuple[tuple[str, int], ...] = ()
    """What the answer consists of, and how often; see `grader.source.mutation.traits`."""
    functions: tuple[str, ...] = ()
    """The functions that it calls, by their whole names: "tf.matmul"."""
    wrappers: tuple[str, ...] = ()
    """The functions that it calls with one argument. A constant does not count as one."""
    keywords: tuple[KeywordFact, ...] = ()
    reads_code: bool = False
    """Whether a criterion looks at the learner's code as text."""
    trains: bool = False
    """Whether the reference trains a model, so that a run takes long."""
    loads: bool = False
    """Whether its file loads a data set or a network, or trains one, so that each try takes long."""
    sees_checks: bool = False
    """Whether a criterion looks at something that the given cells below the answers make or draw."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clues:
    """What a run shows of the place where an answer fails."""

    names: frozenset[str] = frozenset()
    """The names that failing criteria look at; none if one of them looks at more than names."""
    cell: int = 0
    """The first cell that raised an error, from 1; 0 if none did."""
    line: int = 0
    """The line of that cell that raised it, from 1; 0 if that is not known."""


NO_CLUES = Clues()


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallEdit:
    """One small edit."""

    kind: str
    """One of the `repairs` in `grader/judging/causes/causes.toml`."""
    line: int
    """Of the cell, from 1, before the edit."""
    old: str
    """What was there, short; empty where something is added."""
    new: str
    """What comes instead, short; empty where something goes."""
    repaired: str = ""
    """The line of code after the edit, where it is a short one."""

    @property
    def what(self) -> tuple[str, str, str]:
        """The edit without its place."""
        return self.kind, self.old, self.new


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A cell of a learner's with one or two small edits, to be tried."""

    cell: int
    """From 1."""
    text: str
    changes: tuple[SmallEdit, ...]
    answers: tuple[str, ...]
    """The learner's own statements in the cell after the edit, cut from the given ones beside them."""
    binds: frozenset[str]
    """The names that the cell then binds at its top level."""
    tree: bytes = encode_tree(())
    """All of the learner's statements after the edit, where a criterion looks at code; as in a `Reading`."""
    doubtful: bool = False
    """Whether what passes then may pass by chance: a call goes that the reference makes, or a different repair of the
    same line passes as well."""


COLOURS = ("", "comment", "keyword", "defined", "builtin", "name", "string", "number", "operator")
"""What a page colours alike; a piece of code names one by its place here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextCell:
    """One cell of text."""

    before: int
    """How many cells of code come before it."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCell:
    """One code cell."""

    text: str
    answer: bool = False
    """Whether the learner wrote it: it fills a blank or is not in the stub."""
    shown: str | None = None
    """The text in the file, where another one runs."""
    changes: tuple[Change, ...] = ()
    """What was changed in it before the run, in order, without the cell's number."""
    first: int = 0
    """The line of the script that it begins with, from 1; 0 in a notebook, or where that is not known."""
    coloured: tuple[tuple[int, int], ...] = ()
    """The text that a page shows, in pieces: how many characters, and the place of their colour in `COLOURS`."""

    @property
    def file_text(self) -> str:
        """The text as it stands in the file."""
        return self.text if self.shown is None else self.shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The code of one file, in order."""

    cells: tuple[SourceCell, ...]
    changes: tuple[Change, ...] = ()
    """What was changed in the file as a whole before the run."""
    exercise: str | None = None
    """The exercise that the file itself names, if it does."""
    edition: int = 0
    """The course's edition that it was made from, as the file itself says; 0 where it does not."""
    notice: str = ""
    """What has changed in the exercise since that edition, a sentence or two."""
    prose: tuple[TextCell, ...] = ()
    """The cells of text between those of code."""
    broken: str = ""
    """The message of a `Damage` for a file that breaks off; empty for one that is whole."""
    cut: bool = False
    """Whether it breaks off in the last of the cells."""

    @property
    def headings(self) -> tuple[str, ...]:
        """For each cell the nearest heading above it in the cells of text; empty where none is."""
        last = {one.before: heading for one in self.prose for heading in _headings(one.text)}
        own = (last.get(place, "") for place in range(len(self.cells)))
        return tuple(accumulate(own, lambda above, heading: heading or above))


def _headings(text: str) -> Iterator[str]:
    """The headings in a text of Markdown, without marks; a comment in a block of code is none."""
    fenced = False
    for line in text.split("\n"):
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        words = line.lstrip("#")
        heading = " ".join(words.translate(_NO_MARKS).split())[:MAX_HEADING]
        if heading and not fenced and 1 <= len(line) - len(words) <= DEEPEST_HEADING and words[0].isspace():
            yield heading


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """A file that cannot be read as code."""

    message: str
    """One or two sentences to the learner: what is wrong, what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handout:
    """What an exercise gives to learners, as far as reading an answer needs it."""

    stub: Source
    asked: frozenset[str]
    """The names that it asks for."""
    editions: tuple[tuple[int, str], ...] = ()
    """Each older edition of the course since which the exercise has changed, and what is said of that."""

    def notice_of(self, edition: int) -> str:
        """What is said of a file that was made from that edition; empty where the exercise is still the same."""
        return dict(self.editions).get(edition, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPart:
    """Lines of a code cell that are the learner's."""

    cell: int
    """From 1."""
    first: int
    """The line of the cell that it begins with, from 1."""
    text: str
    tokens: tuple[tuple[str, int], ...] = ()
    """Each token, and its line in the cell, from 1; names that the learner chose are all one and the same word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One file, read for an exercise."""

    source: Source
    """Its code as it can be run."""
    answers: tuple[tuple[str, ...], ...] = ()
    """For each cell the learner's own statements in it, cut from the given ones beside them."""
    binds: tuple[frozenset[str], ...] = ()
    """For each cell the names that it binds at its top level, those that it leaves blank aside; none for a given cell
    that looks at answers."""
    own_names: frozenset[str] = frozenset()
    """The names that the learner's own statements bind."""
    attempted: bool = False
    """Whether the learner wrote any statement, imports aside, that the stub did not ship with."""
    tree: bytes = encode_tree(())
    """The learner's own statements, for `grader.source.tree_codec.decode_tree`."""
    partial: bool = False
    """Whether `tree` lacks some: code that is not Python, too long, or nested too deeply to be looked into."""
    parts: tuple[OwnPart, ...] | None = ()
    """The parts that are compared with other learners' answers; None where they are too long for that."""
