"""The building blocks of all messages: closed records, bounded strings, sizes and shapes, and `Array`.

A record checks itself: its `__post_init__` checks what types can't express. msgspec calls it while decoding, and its
error message states the record's place in the message. So no list of pending checks is needed.

`Ask` and `Observation` are the two halves of a kind of evidence: the request to the probe, and its answer. A kind is a
class of each, or of one of them, in a module that `__init__` imports. No other list here names it.
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
"""The MIME type of evidence in a Jupyter message."""

Name = Annotated[str, msgspec.Meta(max_length=200)]
Prose = Annotated[str, msgspec.Meta(max_length=2_000)]
CodeText = Annotated[str, msgspec.Meta(max_length=1_000_000)]
Seconds = Annotated[float, msgspec.Meta(ge=0)]
Size = Annotated[int, msgspec.Meta(ge=0, le=MAX_SIZE)]
Shape = Annotated[tuple[Size, ...], msgspec.Meta(max_length=MAX_DIMENSIONS)]
OpenShape = Annotated[tuple[Size | None, ...], msgspec.Meta(max_length=MAX_DIMENSIONS)]
"""A shape in which None is an axis of any length, such as the batch axis."""
Architecture = Annotated[str, msgspec.Meta(max_length=MAX_ARCHITECTURE)]
"""A model's layers and their connections, in the form of Keras' `to_json`."""
Places = Annotated[tuple[Size, ...], msgspec.Meta(max_length=100)]
Digest = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$", max_length=64)]


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The base of all records that are sent: frozen, closed to unknown fields, with keyword arguments."""


class Ask(Record, frozen=True, kw_only=True):
    """The base of all requests to a probe about one thing."""

    name: Name
    """The learner's name of the thing."""
    of_a_value: ClassVar[bool] = True
    """Whether the request is about a value under that name; if there is none, the answer is `Absent`."""

    @property
    def arrays(self) -> int:
        """The number of arrays of full size that the answer may contain."""
        return 1


class Observation(Record, frozen=True, kw_only=True):
    """The base of all observations of one thing. A kernel may send every subclass except `Refused`."""

    noun: ClassVar[str] = "nothing"
    """The noun for it in messages, with its article: "a tensor"."""
    kinds: ClassVar[tuple[str, ...]] = ()
    """The kinds in `Evidence.names` of things that may have been meant instead of an observation of this class."""
    rests_on: ClassVar[str] = "as_run"
    """The kind of evidence, which determines trust: a name of `grader.model.Basis`, in small letters."""
    hidden_rests_on: ClassVar[str] = ""
    """The kind of evidence if only the criterion requests it, with hidden inputs; empty if it is the same kind."""


DTYPES = frozenset(
    ["bool", "float16", "float32", "float64"] + [f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)]
)
"""The dtypes whose bytes are sent. Any other array is sent only as dtype and shape, and has a wrong dtype."""
_ITEM_BYTES = {name: np.dtype(name).itemsize for name in DTYPES}


class Array(Record, frozen=True, kw_only=True):
    """Numbers as they were in memory: C order, little endian."""

    dtype: Name
    """NumPy's name of the dtype, such as "float32"; an array with a name outside `DTYPES` has no data."""
    shape: Shape
    data: bytes | None = None
    """The bytes, prod(shape) * itemsize; None if the dtype is not sent or the array was too large."""
    sha256: Digest | None = None
    """The digest of bytes that are not sent: pretrained weights, which the clean room has too."""

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
        if math.prod(axis or 1 for axis in self.shape) > MAX_SIZE:  # NumPy refuses (0, 2**40, 2**40), though empty
            raise ValueError(f"{self.dtype} {self.shape} is larger than anything")
        if promised != len(self.data):
            raise ValueError(f"{self.dtype} {self.shape} needs {promised} bytes; {len(self.data)} came")

    @property
    def is_known(self) -> bool:
        """Whether its numbers were sent, or a digest by which the clean room finds them."""
        return self.data is not None or self.sha256 is not None

    @classmethod
    def from_values(cls, value: npt.ArrayLike, *, max_bytes: int | None = None) -> Self:
        """The record of an array; its bytes are left out if they exceed `max_bytes` or the dtype is not sent."""
        array = np.asarray(value)
        dtype = array.dtype.name
        if dtype not in DTYPES or (max_bytes is not None and array.nbytes > max_bytes):
            return cls(dtype=dtype[:200], shape=array.shape)
        little = np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<"), copy=False)
        return cls(dtype=dtype, shape=array.shape, data=little.tobytes())

    def numpy(self) -> npt.NDArray[np.generic]:
        """The values, read-only. Raises `EvidenceError` if no bytes were sent."""
        if self.data is None:
            raise EvidenceError(f"no values of {self.dtype} {self.shape} travelled")
        return np.frombuffer(self.data, dtype=np.dtype(self.dtype).newbyteorder("<")).reshape(self.shape)
