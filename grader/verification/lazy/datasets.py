"""Data sets that hold nothing of what was asked for, as code."""

from collections.abc import Iterator, Sequence

from grader.evidence import DTYPES, Component, Dataset
from grader.verification.lazy import values
from grader.verification.lazy.answer import Style
from grader.verification.lazy.asked import Task

_EMPTY = frozenset([Style.ZEROS, Style.ONES, Style.NAN])
"""Styles that leave a pipeline's steps out."""


def dataset(task: Task, name: str, seen: Dataset, style: Style) -> str:
    """As many examples of the same shapes and dtypes in batches of the same size; with noise every other step too."""
    sizes = seen.first.sizes.numpy()
    count, batch = int(sizes.sum()), int(sizes.max(initial=1))
    parts = [_component(one, count, batched=seen.batched, style=style) for one in seen.components]
    steps = [f".batch({batch})"] if seen.batched else []
    if style not in _EMPTY:
        shuffled = any(one.kind == "shuffle" for one in seen.steps)
        steps = [f".shuffle({count})"] * shuffled + steps + list(_mapped(task, name))
    return f"{name} = tf.data.Dataset.from_tensor_slices({_structure(seen, parts)}){''.join(steps)}"


def _mapped(task: Task, name: str) -> Iterator[str]:
    """Steps that change nothing, or make noise anew in each pass where examples have to vary."""
    varies = any(one.check == "dataset_varies" and one.params.get("of") == name for one in task.rubric)
    yield ".map(lambda x, *y: (tf.random.uniform(tf.shape(x)), *y))" if varies else ".map(lambda *parts: parts)"
    yield ".prefetch(1)"


def _component(one: Component, count: int, *, batched: bool, style: Style) -> str:
    """An array with all examples of one part."""
    inner = (one.shape or ())[1:] if batched else (one.shape or ())
    shape = (count, *(axis or 1 for axis in inner))
    return values.array_code(shape, one.dtype, style) if one.dtype in DTYPES else f'np.full({shape}, "")'


def _structure(seen: Dataset, parts: Sequence[str]) -> str:
    """The parts of one element as the reference's elements hold them."""
    match seen.kind:
        case "dict":
            pairs = zip(seen.components, parts, strict=True)
            return "{" + ", ".join(f"{one.name!r}: {part}" for one, part in pairs) + "}"
        case "tensor":
            return parts[0]
    return f"({', '.join(parts)},)"
