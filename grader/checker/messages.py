"""What passes between who asks for a check and the checker: one JSON document each way.

A message follows its length, eight bytes, so that the connection can stay open: where it ends, whoever asked has gone.
Both ends belong to one user, who started both. So messages are bounded and typed against mistakes, not against attacks.
"""

from typing import Annotated, TypeVar

import msgspec

from grader.errors import EvidenceError
from grader.util.decoders import json_decoder

MAX_BYTES = 2**20
LENGTH_BYTES = 8
Columns = Annotated[int, msgspec.Meta(ge=20, le=10_000)]
_T = TypeVar("_T", bound=msgspec.Struct)


class CheckRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file to check; what is printed goes to the two descriptors that come with it, stdout and stderr."""

    path: str
    """Absolute; of a file, or of a folder of them."""
    exercise: str | None
    as_json: bool
    early: bool
    """Whether JSON is also printed as soon as there is a verdict, while its cause is still sought."""
    columns: Columns
    """Of the terminal."""
    terminal: dict[str, str]
    """The variables of the environment that say which colours the terminal shows."""
    stamp: str
    """That of the course's files, as whoever asks sees them."""


class CheckReply(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a check ended."""

    code: int | None = None
    """The exit code of the command; None where nothing was checked, as another state of the course was loaded."""
    mistake: str = ""
    """The sentence on an instructor's mistake that ended the check."""
    fault: str = ""
    """The sentence on a fault of the grader's that ended it."""


def frame(message: msgspec.Struct) -> bytes:
    """A message's bytes, behind their number."""
    content = msgspec.json.encode(message)
    return len(content).to_bytes(LENGTH_BYTES, "big") + content


def length(header: bytes) -> int:
    """The bytes of the message behind this header. Raises `EvidenceError` where it is cut off, or asks for too many."""
    size = int.from_bytes(header, "big")
    if len(header) != LENGTH_BYTES or size > MAX_BYTES:
        raise EvidenceError(f"not a message of at most {MAX_BYTES} bytes")
    return size


def decode(content: bytes, kind: type[_T]) -> _T:
    """The message in these bytes. Raises `EvidenceError` for anything else."""
    try:
        return json_decoder(kind).decode(content)
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        raise EvidenceError(f"not a {kind.__name__}: {error}") from error
