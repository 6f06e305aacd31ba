"""What a learner's code cannot know beforehand: inputs, arguments, the activation grid, the order of held-out images.

All of it is derived from a salt that never enters a kernel. The same salt gives the same bytes on every machine, for
both the learner and the reference.
"""

import hmac
import math
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Annotated, Any, Literal, Required, TypedDict, TypeVar

import numpy as np
import numpy.typing as npt

from grader.evidence import DTYPES, MAX_SIZE, Array, Component, Dataset, HiddenExamples, HiddenPart, StoredExamples
from grader.model import Exercise
from grader.util.toml_schema import Within

Numbers = npt.NDArray[Any]
Scalar = TypeVar("Scalar", bound=np.generic)

Length = Annotated[int, Within(0, 10_000_000)]


class Argument(TypedDict, total=False):
    """One hidden argument of a function."""

    shape: Required[list[Length]]
    scale: Annotated[float, Within(0, math.inf)]
    """Standard deviation of the values of a floating argument; the default is 1."""
    dtype: Literal["float32", "float64", "int32", "int64", "uint8"]
    """The default is float32."""
    low: int
    """Least value of an integer argument; the default is 0."""
    high: int
    """One more than the greatest value of an integer argument; the default is 10."""


Cases = list[list[Argument]]
"""The arguments of each call."""

ACTIVATION_INPUTS = np.array([-23.7, -1.3, 0.2, 1.9, 21.1], dtype=np.float32)
"""The first row of every grid, ascending. An activation that gives it back unchanged is linear."""
MIXED = (1, 1, 2, 2, 3)
"""The places in the first row that make up the second one: an elementwise function has the same outputs there."""

MOST_EXAMPLES = 6_000
"""The largest hidden data set: as many examples as the small data sets have, so that code which counts them still
works.
"""

_GRID_ROWS = 8
_LEVELS, _AREA = 5, 64
"""How many levels a picture has, and about how many pixels an area has."""


def generator(salt: bytes, *purpose: str) -> np.random.Generator:
    """Random numbers for one purpose: an exercise's inputs have its digest and the criterion's id as their salt."""
    mac = hmac.new(salt, "\0".join(purpose).encode(), sha256)
    return np.random.default_rng(int.from_bytes(mac.digest(), "big"))


def exercise_digest(exercise: Exercise) -> str:
    """sha256 over stub and reference. The rubric is left out: a new hint must not change inputs and so run kernels
    again.
    """
    files = (exercise.stub, exercise.reference)
    return sha256(b"".join(sha256(file.read_bytes()).digest() for file in files)).hexdigest()


def grid(random: np.random.Generator) -> Array:
    """float32 (8, 5): the inputs on which activation functions are called."""
    rows = random.uniform(-4, 4, size=(_GRID_ROWS - 2, ACTIVATION_INPUTS.size)).astype(np.float32)
    return Array.from_values(np.vstack([ACTIVATION_INPUTS, ACTIVATION_INPUTS[[*MIXED]], rows]))


def shuffle_held_out(values: npt.NDArray[Scalar], *, salt: bytes, data: str) -> npt.NDArray[Scalar]:
    """Held-out images (images, …) or labels (images,) of a data set, in the order in which models are shown them."""
    return values[generator(salt, "order", data).permutation(len(values))]


def draw_arguments(random: np.random.Generator, specifications: Cases) -> tuple[tuple[Array, ...], ...]:
    """Hidden argument lists, one for each case of a criterion's `arguments`, of the shapes and dtypes given there."""
    return tuple(tuple(_argument(random, one) for one in case) for case in specifications)


def pictures(random: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """float32 of the given shape: hidden inputs, uniform from 0 to 1."""
    return Array.from_values(random.random(shape, np.float32))


def patches(random: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """float32 (pictures, height, width, channels): hidden pictures of a few areas each, in five levels from 0 to 1."""
    count, height, width, _ = shape
    areas = max(_LEVELS, height * width // _AREA)
    points = random.random((count, areas, 2)) * (height, width)
    levels = random.permuted(np.tile(np.arange(areas) % _LEVELS, (count, 1)), axis=1) / (_LEVELS - 1)
    rows, columns = np.mgrid[:height, :width]
    distances = [
        (rows[..., np.newaxis] - point[:, 0]) ** 2 + (columns[..., np.newaxis] - point[:, 1]) ** 2 for point in points
    ]
    pictures = np.stack([own[each.argmin(axis=-1)] for own, each in zip(levels, distances, strict=True)])
    return Array.from_values(np.broadcast_to(pictures[..., np.newaxis], shape).astype(np.float32))


def _argument(random: np.random.Generator, one: Argument) -> Array:
    dtype, shape = np.dtype(one.get("dtype", "float32")), tuple(one["shape"])
    if dtype.kind == "f":
        return Array.from_values((one.get("scale", 1.0) * random.standard_normal(shape)).astype(dtype))
    return Array.from_values(random.integers(one.get("low", 0), one.get("high", 10), size=shape, dtype=dtype))


def draw_inputs(random: np.random.Generator, names: Sequence[str], inputs: Mapping[str, Array]) -> dict[str, Array]:
    """Hidden values for the named inputs, with the dtype, shape and range of the reference's."""
    return {name: Array.from_values(_alike(random, inputs[name].numpy())) for name in names}


def examples_like(random: np.random.Generator, given: Dataset) -> HiddenExamples | None:
    """Hidden examples with the parts, dtypes, ranges and number of a data set's examples, up to `MOST_EXAMPLES`.

    None if its elements are batches, or neither tensors nor tuples of dense ones, or if it was not iterated over.
    """
    parts = tuple(part for component in given.components if (part := _part(component)) is not None)
    count = int(given.first.sizes.numpy().sum()) if given.ended in {"end", "long"} else 0
    if given.batched or given.kind not in {"tensor", "tuple"} or len(parts) != len(given.components) or not count:
        return None
    seed = int(random.integers(MAX_SIZE))
    return HiddenExamples(parts=parts, alone=given.kind == "tensor", count=min(count, MOST_EXAMPLES), seed=seed)


def stored_examples(random: np.random.Generator) -> StoredExamples:
    """A small data set of hidden pictures; its numbers of classes and examples differ from those of real data sets."""
    classes, train, test = (int(random.integers(low, high)) for low, high in ((11, 30), (60, 160), (30, 60)))
    return StoredExamples(classes=classes, train=train, test=test, seed=int(random.integers(MAX_SIZE)))


def _part(one: Component) -> HiddenPart | None:
    """The description of one part of hidden examples; None if it is not numbers of one shape."""
    shape = [axis for axis in one.shape or () if axis is not None]
    if one.span is None or one.shape is None or len(shape) != len(one.shape) or one.dtype not in DTYPES - {"bool"}:
        return None
    return HiddenPart(dtype=one.dtype, shape=tuple(shape), span=one.span)


def _alike(random: np.random.Generator, given: Numbers) -> Numbers:
    if given.dtype.kind == "f":
        drawn = np.asarray(_spread(given) * random.standard_normal(given.shape)).astype(given.dtype)
        # near zero there are so few numbers that the old one may be drawn again
        return -given if given.size and np.array_equal(drawn, given) else drawn
    if given.size == 0:
        return given
    if np.all(given == given.flat[0]):
        return _moved(random, given)
    return _shuffled(random, given)


def _spread(given: Numbers) -> float:
    """The root mean square, so that a single number has a scale too; 1 if that is not meaningful."""
    with np.errstate(over="ignore"):
        size = float(np.sqrt(np.mean(np.square(given, dtype=np.float64)))) if given.size else 0.0
    return size if np.isfinite(size) and size > 0 else 1.0


def _moved(random: np.random.Generator, given: Numbers) -> Numbers:
    """A different constant: the opposite truth value, or a number up to 9 away."""
    if given.dtype.kind == "b":
        return np.logical_not(given)
    step = int(random.integers(1, 10))
    room = int(np.iinfo(given.dtype).max) - int(given.flat[0])
    return np.asarray(given + step if step <= room else given - step).astype(given.dtype)


def _shuffled(random: np.random.Generator, given: Numbers) -> Numbers:
    """An array's numbers in a different order, which is never the old one."""
    while True:
        drawn: Numbers = random.permutation(given.ravel()).reshape(given.shape)
        if not np.array_equal(drawn, given):
            return drawn
