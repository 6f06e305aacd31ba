"""What all that crosses is made of: a closed record, and bounded texts, sizes and shapes."""

from typing import Annotated, Final

import msgspec

VERSION: Final = 1
MAX_DIMENSIONS = 32
MAX_SIZE = 2**40
MAX_ARCHITECTURE = 2**20
MIME: Final = "application/vnd.grader.evidence+json"
"""The type under which evidence travels in a Jupyter message."""

Name = Annotated[str, msgspec.Meta(max_length=200)]
Prose = Annotated[str, msgspec.Meta(max_length=2_000)]
CodeText = Annotated[str, msgspec.Meta(max_length=1_000_000)]
Seconds = Annotated[float, msgspec.Meta(ge=0)]
Size = Annotated[int, msgspec.Meta(ge=0, le=MAX_SIZE)]
Shape = Annotated[tuple[Size, ...], msgspec.Meta(max_length=MAX_DIMENSIONS)]
OpenShape = Annotated[tuple[Size | None, ...], msgspec.Meta(max_length=MAX_DIMENSIONS)]
"""A shape in which None is an axis of any length, such as the batch."""
Architecture = Annotated[str, msgspec.Meta(max_length=MAX_ARCHITECTURE)]
"""A model's layers and how they hang together, as Keras' `to_json` spells it."""
Places = Annotated[tuple[Size, ...], msgspec.Meta(max_length=100)]
Digest = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$", max_length=64)]


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The base of all that crosses: frozen, closed to unknown fields, named by keyword."""
