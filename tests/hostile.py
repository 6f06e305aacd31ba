"""What a learner may leave instead of something sound: each part of it replaced by what it should not be."""

import contextlib
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
import numpy as np

from grader.errors import EvidenceError
from grader.evidence import (
    Absent,
    Array,
    Behaviour,
    Calls,
    Dataset,
    DatasetPass,
    Evidence,
    Figures,
    History,
    Layers,
    Other,
    Predictions,
    Raised,
    Tensor,
    Text,
    TupleValue,
    decode_stored,
    encode,
)

MAX_BYTES = 2**28
EVERYWHERE = 40
"""Single replacements of one thing seen, at most: the arrays of a network alike are many."""

NOTHING = Array.from_values(np.zeros(0, np.float32))
ARRAYS = (
    Array.from_values(np.float32(np.nan)),
    Array.from_values(np.full((2, 3), np.inf)),
    NOTHING,
    Array.from_values(np.zeros((0, 784), np.float32)),
    Array.from_values(np.array(True)),  # noqa: FBT003 - a number
    Array(dtype="complex64", shape=(1, 5)),
    Array(dtype="bfloat16", shape=(1, 1)),
    Array(dtype="str32", shape=(3,)),
    Array(dtype="float32", shape=(2**20, 2**20)),
    Array(dtype="object", shape=()),
    Array.from_values(np.uint64(2**64 - 1)),
    Array.from_values(np.float64(1e300)),
)
OTHER_KINDS = (
    Absent(),
    Raised(error="ValueError", message="no"),
    *(Other(kind=kind) for kind in ("ellipsis", "NoneType", "SparseTensor", "RaggedTensor", "dict", "function")),
    Text(text=""),
    TupleValue(parts=()),
    Calls(results=()),
    History(series={}),
    Layers(kind="subclassed", built=False, input_shape=None, layers=(), weights=()),
    Dataset(
        kind="other",
        components=(),
        batched=True,
        steps=(),
        first=DatasetPass(sizes=NOTHING, digests=()),
        ended="endless",
    ),
    Behaviour(inference=(), training=()),
    Figures(figures=()),
    Predictions(array=NOTHING),
    *(Tensor(kind=kind, array=array) for kind in ("tensor", "number", "list") for array in ARRAYS),
)
_SIMPLE: Mapping[type, Sequence[Any]] = {
    bool: (False, True),
    int: (0, 1, 2**40),
    str: ("", "\ufffd\u202e" * 9, "NaN"),
}
"""What may stand for a value without parts."""


def variants(seen: Any, *, seed: int = 0, most: int = EVERYWHERE) -> Iterator[Any]:
    """Other kinds of things, then the same thing with one of its parts replaced, at most `most` of these."""
    yield from OTHER_KINDS
    changed = list(_changed(seen))
    yield from random.Random(seed).sample(changed, min(most, len(changed)))  # noqa: S311 - no secret
    yield without_numbers(seen, np.nan)
    yield without_numbers(seen, np.inf)
    yield without_numbers(seen, 0)
    if isinstance(seen, Dataset):
        yield from (msgspec.structs.replace(seen, ended=how) for how in ("endless", "long", "late", "raised"))
        yield msgspec.structs.replace(seen, ended="raised", error=Raised(error="OutOfRangeError", message=""))


def decodable(evidence: Evidence) -> bool:
    """Whether a kernel could say so, and be believed to."""
    try:
        decode_stored(encode(evidence), max_bytes=MAX_BYTES)
    except EvidenceError:
        return False
    return True


def without_numbers(value: Any, number: float) -> Any:
    """The same with this number instead of every number that is not whole."""
    match value:
        case Array(data=bytes()) if value.dtype.startswith("float"):
            return Array.from_values(np.full(value.shape, number, value.dtype))
        case msgspec.Struct():
            parts = {name: without_numbers(getattr(value, name), number) for name in value.__struct_fields__}
            return msgspec.structs.replace(value, **parts)
        case tuple():
            return tuple(without_numbers(one, number) for one in value)
        case dict():
            return {key: without_numbers(one, number) for key, one in value.items()}
    return value


def _changed(value: Any) -> Iterator[Any]:
    """A value with one of its parts replaced, however deep inside."""
    match value:
        case Array():
            yield from _other_arrays(value)
        case msgspec.Struct():
            for name in value.__struct_fields__:
                for one in (None, *_changed(getattr(value, name))):
                    with contextlib.suppress(TypeError, ValueError):  # which that record never holds
                        yield msgspec.structs.replace(value, **{name: one})
        case tuple():
            yield from ((), value[:-1], (*value, *value[-1:]), value[::-1])
            places = ((place, one) for place, part in enumerate(value) for one in _changed(part))
            yield from ((*value[:place], one, *value[place + 1 :]) for place, one in places)
        case dict():
            yield from ({}, *({other: value[other] for other in value if other != key} for key in value))
            yield from ({**value, key: one} for key, part in value.items() for one in _changed(part))
        case bool() | int() | str():
            yield from _SIMPLE[type(value)]


def _other_arrays(array: Array) -> Iterator[Array]:
    yield from ARRAYS
    yield Array(dtype=array.dtype, shape=array.shape)
    if array.data is not None:
        values = array.numpy()
        with np.errstate(all="ignore"):
            cast = [
                Array.from_values(values.astype(dtype)) for dtype in ("float16", "float64", "int64", "uint8", "bool")
            ]
        yield from cast
        yield from (
            Array.from_values(values[np.newaxis]),
            Array.from_values(values.ravel()),
            Array.from_values(np.repeat(values, 2)),
        )
