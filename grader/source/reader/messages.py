"""The messages between the two sides of a reader, and the limits of an answer."""

import struct
from typing import Any, TypeVar

import msgspec

from grader.source.records import COLOURS, Candidate, Clues, Damage, Handout, Reading, RepairFacts
from grader.source.tree_codec import decode_tree
from grader.util.decoders import msgpack_decoder

LEARN, READ = b"L", b"R"
"""The commands to the parent: learn a stub, or have a file read."""
READY = b"!"
ENDED = struct.Struct("<id")
"""The report that a child ended: its exit code, negative for a signal, and its CPU seconds."""
WALL_S = 60
"""The most seconds that a child may take by the clock, enough for a machine that is far too busy."""
ANSWER_MIB = 16
"""The most MiB of a child's answer."""
MIB = 2**20

T = TypeVar("T")


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="file"):
    """A file to read."""

    content: bytes
    script: bool
    """Whether it is a script and not a notebook."""
    handout: int | None = None
    """The index of its exercise's handout among the learned ones; None if there is no exercise."""


class Nameable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="nameable"):
    """Files that are read only to find out which exercise each of them names."""

    files: tuple[File, ...]


class Repairable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="repairable"):
    """A file that was read, for which repairing edits are requested."""

    cells: tuple[str, ...]
    """The code of the file's cells, as it runs."""
    handout: int
    facts: RepairFacts
    clues: Clues
    most: int
    """The most candidates that the answer may have."""


class ReadAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The answer to one request; exactly one of its fields is set."""

    reading: Reading | None = None
    damage: Damage | None = None
    candidates: tuple[Candidate, ...] | None = None
    """The answer to a `Repairable`, the likeliest candidates first."""
    names: tuple[str | None, ...] | None = None
    """The answer to a `Nameable`: for each file, the exercise that it names, or None."""
    fault: str = ""
    """An error in the reading code: the exception's class, and its position in our code."""


def encode_message(message: msgspec.Struct | Handout) -> bytes:
    """The bytes of a message."""
    return msgspec.msgpack.encode(message)


def decode_asked(data: bytes) -> "File | Nameable | Repairable":
    """Decode the request to a child. Raises the same errors as `decode_message`."""
    kind: Any = File | Nameable | Repairable
    asked: File | Nameable | Repairable = msgpack_decoder(kind).decode(data)
    return asked


def decode_message(data: bytes, kind: type[T]) -> T:
    """Decode a message. Raises `msgspec.MsgspecError`, `ValueError` or `RecursionError`."""
    return msgpack_decoder(kind).decode(data)


def decode_answer(data: bytes) -> ReadAnswer:
    """Decode an answer, if it and the code in it are consistent. Raises the same errors as `decode_message`."""
    answer = decode_message(data, ReadAnswer)
    for candidate in answer.candidates or ():
        decode_tree(candidate.tree)
    if answer.reading is not None:
        decode_tree(answer.reading.tree)
        if not is_consistent(answer.reading):
            raise ValueError("a reading that does not fit its cells")
    return answer


def fits(candidates: tuple[Candidate, ...], *, cells: int, most: int) -> bool:
    """Whether candidates fit a request for at most so many, for a file with this number of cells."""
    return len(candidates) <= most and all(
        1 <= one.cell <= cells and one.changes and all(change.line >= 1 for change in one.changes) for one in candidates
    )


def is_consistent(reading: Reading) -> bool:
    """Whether a reading's facts about its cells are consistent with them; nothing checks these facts later."""
    cells = reading.source.cells
    each = (reading.answers, reading.binds)
    return (
        all(len(said) in {0, len(cells)} for said in each)
        and all(0 <= one.before <= len(cells) for one in reading.source.prose)
        and all(1 <= part.cell <= len(cells) and part.first >= 1 for part in reading.parts or ())
        and all(size > 0 and 0 <= colour < len(COLOURS) for cell in cells for size, colour in cell.coloured)
    )
