"""The result of reading a file, as plain records: the code to run, and what is known about it.

The trusted side sees only these records of a learner's text. The reader makes them, because it contains everything that
parses text. `SmallEdit`, `Candidate` and `RepairFacts` pass between the reader, which edits learners' code, and the
search for a repair.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum, unique
from itertools import accumulate

from grader.source.tree_codec import encode_tree

MAX_FILE_MIB = 20
"""The most MiB of a submitted file, however it is submitted; outputs of a training course stay far below."""

DEEPEST_HEADING = 6
MAX_HEADING = 200
"""The most characters of a heading that are kept."""
_NO_MARKS = str.maketrans("", "", "#*`")


@unique
class ChangeKind(StrEnum):
    """The kinds of change."""

    RECOVERED = "recovered"
    """Damage to the file was undone: its text or its cells were repaired so that they can be read and run."""
    MODERNISED = "modernised"
    """Code of an older TensorFlow, Keras or NumPy was rewritten for today before it ran."""
    REORDERED = "reordered"
    """All cells ran again, this one after a cell that is below it in the file."""
    OUTDATED = "outdated"
    """Nothing was changed: the file was made from an older edition of the course, and the exercise has changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change."""

    kind: ChangeKind
    sentence: str
    """What was changed and why, in a sentence or two for the learner."""
    cell: int | None = None
    """The number of the code cell from 1, as on pages; None if the change concerns the whole file."""
    line: int | None = None
    """The line of that cell, from 1; None if the change concerns the whole cell."""


def recovered(sentence: str) -> Change:
    """The change for a repaired file or cell. The cell's number is added once all cells are in place."""
    return Change(kind=ChangeKind.RECOVERED, sentence=sentence)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeywordFact:
    """A keyword argument of the reference with a literal value."""

    call: str
    """The last part of the function's name: "Dense"."""
    name: str
    value: str
    """The value as written: "'relu'", "10", "tf.float32"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairFacts:
    """The facts about an exercise for a search for repairs: small facts of its reference, without its text."""

    traits: tuple[tuple[str, int], ...] = ()
    """How often each trait occurs in the answer; see `grader.source.mutation.traits`."""
    functions: tuple[str, ...] = ()
    """The full names of the functions that it calls: "tf.matmul"."""
    wrappers: tuple[str, ...] = ()
    """The functions that it calls with one argument. A constant does not count as an argument."""
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
    """The name of the edit among the `repairs` in `grader/judging/causes/causes.toml`."""
    line: int
    """The line of the cell before the edit, from 1."""
    old: str
    """The old code, shortened; empty if something is added."""
    new: str
    """The new code, shortened; empty if something is removed."""
    repaired: str = ""
    """The line of code after the edit, if it is short."""

    @property
    def what(self) -> tuple[str, str, str]:
        """The edit without its place."""
        return self.kind, self.old, self.new


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A learner's cell with one or two small edits, to be tried."""

    cell: int
    """The number of the cell, from 1."""
    text: str
    changes: tuple[SmallEdit, ...]
    answers: tuple[str, ...]
    """The learner's own statements in the cell after the edit, separated from the given ones around them."""
    binds: frozenset[str]
    """The names that the cell then binds at its top level."""
    tree: bytes = encode_tree(())
    """All of the learner's statements after the edit, if a criterion looks at code; in the same form as in a
    `Reading`.
    """
    doubtful: bool = False
    """Whether what passes then may pass by chance: a call goes that the reference makes, or a different repair of the
    same line passes as well."""


COLOURS = ("", "comment", "keyword", "defined", "builtin", "name", "string", "number", "operator")
"""The kinds of code that a page colours alike; a piece of code has the index of one of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextCell:
    """A text cell."""

    before: int
    """The number of code cells before it."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCell:
    """A code cell."""

    text: str
    answer: bool = False
    """Whether the learner wrote it: it fills a blank or is not in the stub."""
    shown: str | None = None
    """The text in the file, if different code runs."""
    changes: tuple[Change, ...] = ()
    """The changes made before the run, in order, without the cell's number."""
    first: int = 0
    """The line of the script with which it begins, from 1; 0 in a notebook, or if it is not known."""
    coloured: tuple[tuple[int, int], ...] = ()
    """The text for a page, in pieces: the number of characters, and the index of their colour in `COLOURS`."""

    @property
    def file_text(self) -> str:
        """The text of the cell in the file."""
        return self.text if self.shown is None else self.shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The code of one file, in order."""

    cells: tuple[SourceCell, ...]
    changes: tuple[Change, ...] = ()
    """The changes to the file as a whole before the run."""
    exercise: str | None = None
    """The exercise that the file itself names, if it does."""
    edition: int = 0
    """The course's edition from which the file was made, according to the file; 0 if it has none."""
    notice: str = ""
    """What has changed in the exercise since that edition, in a sentence or two."""
    prose: tuple[TextCell, ...] = ()
    """The text cells between the code cells."""
    broken: str = ""
    """The message of a `Damage` for a file that breaks off; empty for a complete one."""
    cut: bool = False
    """Whether it breaks off in the last of the cells."""

    @property
    def headings(self) -> tuple[str, ...]:
        """For each cell, the nearest heading above it in the text cells; empty if there is none."""
        last = {one.before: heading for one in self.prose for heading in _headings(one.text)}
        own = (last.get(place, "") for place in range(len(self.cells)))
        return tuple(accumulate(own, lambda above, heading: heading or above))


def _headings(text: str) -> Iterator[str]:
    """Yield the headings in Markdown, without marks; comments in code blocks don't count."""
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
    """One or two sentences for the learner: what is wrong and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handout:
    """The parts of an exercise's files for learners that are needed to read an answer."""

    stub: Source
    asked: frozenset[str]
    """The names that the exercise asks for."""
    editions: tuple[tuple[int, str], ...] = ()
    """Each older edition of the course since which the exercise has changed, with the notice about it."""

    def notice_of(self, edition: int) -> str:
        """The notice about a file from that edition; empty if the exercise is still the same."""
        return dict(self.editions).get(edition, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPart:
    """The lines of a code cell that are the learner's."""

    cell: int
    """The number of the cell, from 1."""
    first: int
    """The line of the cell with which the part begins, from 1."""
    text: str
    tokens: tuple[tuple[str, int], ...] = ()
    """Each token with its line in the cell, from 1; all names that the learner chose are the same word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One file, read for an exercise."""

    source: Source
    """The file's code in a form that can be run."""
    answers: tuple[tuple[str, ...], ...] = ()
    """For each cell, the learner's own statements in it, separated from the given ones around them."""
    binds: tuple[frozenset[str], ...] = ()
    """For each cell, the names that it binds at its top level, except blank ones; none if it only looks at answers."""
    own_names: frozenset[str] = frozenset()
    """The names that the learner's own statements bind."""
    attempted: bool = False
    """Whether the learner wrote any statement, except imports, that is not in the stub."""
    tree: bytes = encode_tree(())
    """The learner's own statements, for `grader.source.tree_codec.decode_tree`."""
    partial: bool = False
    """Whether `tree` is incomplete: some code is not Python, too long, or nested too deeply."""
    parts: tuple[OwnPart, ...] | None = ()
    """The parts that are compared with other learners' answers; None if they are too long for that."""
    lost: tuple[int, ...] = ()
    """The places, among `ownership.given_statements` of the stub, of those that were changed or removed."""
