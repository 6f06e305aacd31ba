"""What all that crosses is made of: closed records, bounded texts, sizes and shapes, and `Array`.

A record checks itself: what types can't say of it, its `__post_init__` does. msgspec calls that as it decodes, and its
error says where in the message the record was. So there is no list of what is still to be checked.

`Ask` and `Observation` are the two halves of a kind of evidence: how the probe is asked for it, and what it then says.
A kind is a class of each, or of one of them, in a module that `__init__` imports. No other list here names it.
"""

import math
from typing import Annotated, ClassVar, Final, Self

import msgspec
import numpy as np
import numpy.typing as npt

from grader.errors import EvidenceError

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


class Ask(Record, frozen=True, kw_only=True):
    """The base of all that a probe can be asked of one thing."""

    name: Name
    """The learner's name for it."""
    of_a_value: ClassVar[bool] = True
    """Whether it is about a value under that name; if there is none, the answer is `Absent`."""

    @property
    def arrays(self) -> int:
        """How many arrays of full size the answer may hold."""
        return 1


class Observation(Record, frozen=True, kw_only=True):
    """The base of all that can be seen of one thing. A kernel may say each that derives from it, `Refused` aside."""

    noun: ClassVar[str] = "nothing"
    """What messages call it, with its article: "a tensor"."""
    kinds: ClassVar[tuple[str, ...]] = ()
    """What `Evidence.names` calls a thing that may have been meant where there should be one of this kind."""
    rests_on: ClassVar[str] = "as_run"
    """The kind of evidence that it is, by which it is trusted: a name of `grader.model.Basis`, in small letters."""
    hidden_rests_on: ClassVar[str] = ""
    """What it is if the criterion alone asked for it, with hidden inputs; empty if that makes no difference."""


DTYPES = frozenset(
    ["bool", "float16", "float32", "float64"] + [f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)]
)
"""The dtypes whose bytes cross. Any other crosses as name and shape alone, and is simply a wrong dtype."""
_ITEM_BYTES = {name: np.dtype(name).itemsize for name in DTYPES}


class Array(Record, frozen=True, kw_only=True):
    """Numbers as they lay in memory: C order, little endian."""

    dtype: Name
    """NumPy's name of the dtype, such as "float32"; a name outside `DTYPES` comes without data."""
    shape: Shape
    data: bytes | None = None
    """prod(shape) * itemsize bytes, or None where the dtype does not travel or the array was too large to send."""
    sha256: Digest | None = None
    """Of bytes that stay behind: pretrained weights, which the clean room has too."""

    def __post_init__(self) -> None:
        """Raise `ValueError` unless the bytes are exactly what dtype and shape promise."""
        if self.data is None:
            return
        item_bytes = _ITEM_BYTES.get(self.dtype)
        if item_bytes is None:
            raise ValueError(f"bytes of dtype {self.dtype!r}, which does not travel")
        promised = math.prod(self.shape) * item_bytes
        if promised == len(self.data) != 0:
            return
        if math.prod(axis or 1 for axis in self.shape) > MAX_SIZE:  # NumPy refuses (0, 2**40, 2**40), empty as it is
            raise ValueError(f"{self.dtype} {self.shape} is larger than anything")
        if promised != len(self.data):
            raise ValueError(f"{self.dtype} {self.shape} needs {promised} bytes; {len(self.data)} came")

    @property
    def is_known(self) -> bool:
        """Whether its numbers travelled, or a digest by which the clean room finds them."""
        return self.data is not None or self.sha256 is not None

    @classmethod
    def from_values(cls, value: npt.ArrayLike, *, max_bytes: int | None = None) -> Self:
        """The record of an array; its bytes are left out past `max_bytes` and for dtypes that do not travel."""
        array = np.asarray(value)
        dtype = array.dtype.name
        if dtype not in DTYPES or (max_bytes is not None and array.nbytes > max_bytes):
            return cls(dtype=dtype[:200], shape=array.shape)
        little = np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<"), copy=False)
        return cls(dtype=dtype, shape=array.shape, data=little.tobytes())

    def numpy(self) -> npt.NDArray[np.generic]:
        """The values, read-only. Raises `EvidenceError` where no bytes travelled."""
        if self.data is None:
            raise EvidenceError(f"no values of {self.dtype} {self.shape} travelled")
        return np.frombuffer(self.data, dtype=np.dtype(self.dtype).newbyteorder("<")).reshape(self.shape)
