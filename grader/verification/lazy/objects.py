"""Something of the right kind under an asked name, which nobody worked for, as code."""

import ast
from collections.abc import Callable

import numpy as np

from grader import evidence
from grader.checks.parameters import Observes
from grader.verification.lazy import values
from grader.verification.lazy.answer import Style
from grader.verification.lazy.asked import AskedName, Task
from grader.verification.lazy.datasets import dataset
from grader.verification.lazy.models import constant, model, model_class

_NARROW = 16
"""The most columns of a matrix whose rows are drawn as bars."""


def uniform_fragment(task: Task, style: Style) -> str:
    """A fragment that binds every asked name to something of its kind."""
    return fragment(task, lambda _: style)


def fragment(task: Task, style_of: Callable[[AskedName], Style]) -> str:
    """The same with a style for each name."""
    parts: dict[int, list[str]] = {}
    for one in task.asked:
        parts.setdefault(one.blank, []).append(stand_in(task, one, style_of(one)))
    return task.fragment({number: "\n".join(filter(None, lines)) for number, lines in parts.items()})


def stand_in(task: Task, asked: AskedName, style: Style) -> str:  # noqa: C901, PLR0911 - one line a kind
    """Statements that bind an asked name to something of the right kind; empty where nothing can be."""
    given = _same_kind(task, asked) if style is Style.GIVEN else None
    if given is not None:
        return f"{asked.name} = {given}"
    match asked.seen:
        case evidence.Tensor() as seen:
            return _tensor(asked, seen, style)
        case evidence.Text(text=text):
            return f"{asked.name} = {text if style is Style.TYPED else ''!r}"
        case evidence.Calls() if Observes.CLASS in asked.wants:
            return model_class(asked, style)
        case evidence.Calls() | evidence.Gradients() as seen:
            return _function(asked, seen, style)
        case evidence.Layers() | evidence.Behaviour() | evidence.Predictions():
            return model(task, asked, style)
        case evidence.Dataset() as seen:
            return dataset(task, asked.name, seen, style)
        case evidence.History() as seen:
            return history(asked.name, seen, style)
        case evidence.Callback(kind=kind):
            bare = style in {Style.ZEROS, Style.ONES, Style.NAN}
            return f"{asked.name} = tf.keras.callbacks.{'Callback' if bare else kind}()"
        case evidence.Saved():
            return _file(asked.name)
        case evidence.Figures():
            return "plt.imshow(np.zeros((28, 28)))\nplt.show()"
        case evidence.Other(kind=kind) if kind.isidentifier():
            return f"{asked.name} = type({kind!r}, (), {{}})()"
    return ""


def _same_kind(task: Task, asked: AskedName) -> str | None:
    """The last given name that holds something of the kind that is asked for."""
    kind = task.kinds.get(asked.name)
    return next((name for name in reversed(task.given) if kind and task.kinds.get(name) == kind), None)


def _tensor(asked: AskedName, seen: evidence.Tensor, style: Style) -> str:
    """A value, and a figure of it where one is asked for."""
    if seen.array.dtype not in evidence.DTYPES:
        return f"{asked.name} = None"
    made = f"{asked.name} = {values.tensor(seen, style)}"
    if Observes.DRAWN not in asked.wants:
        return made
    rows = len(seen.array.shape) > 1 and seen.array.shape[1] < _NARROW
    drawn = f"plt.bar(range(len({asked.name}[0])), {asked.name}[0])" if rows else f"plt.imshow({asked.name})"
    return f"{made}\nplt.figure()\n{drawn}\nplt.show()"


def _function(asked: AskedName, seen: evidence.Calls | evidence.Gradients, style: Style) -> str:
    """A function with the reference's arguments, which at most looks at their shapes."""
    node = asked.statement
    if not isinstance(node, ast.FunctionDef):
        return f"{asked.name} = lambda *given: given[0]"
    names = [one.arg for one in (*node.args.posonlyargs, *node.args.args)]
    first = seen.results[0] if seen.results else None
    returned = (
        first
        if isinstance(first, evidence.Tensor | evidence.TupleValue | evidence.Text)
        else getattr(first, "value", None)
    )
    return f"def {asked.name}({ast.unparse(node.args)}):\n    return {_returned(returned, names, style)}"


def _returned(returned: object, names: list[str], style: Style) -> str:
    """What a function returns: for each part of its result something made from the argument in the same place."""
    match returned:
        case evidence.Text(text=text):
            return repr(text if style is Style.TYPED else "")
        case evidence.TupleValue(parts=parts) if names:
            places = [min(place, len(names) - 1) for place in range(len(parts))]
            return ", ".join(_like(part, names[place], style) for part, place in zip(parts, places, strict=True))
    return _like(returned, names[0], style) if names else "0.0"


def _like(returned: object, argument: str, style: Style) -> str:
    """An expression of the shape of a function's argument and the dtype of its result."""
    dtype = returned.array.dtype if isinstance(returned, evidence.Tensor) else "float32"
    return argument if style is Style.GIVEN else constant(f"tf.shape({argument})", dtype, style)


def history(name: str, seen: evidence.History, style: Style) -> str:
    """A real `History` whose numbers are typed in."""
    epochs = max((one.shape[0] for one in seen.series.values() if one.shape), default=0)
    series = ", ".join(f"{key!r}: {_series(one, style)}" for key, one in seen.series.items())
    return f"""\
{name} = tf.keras.callbacks.History()
{name}.params = {{"verbose": 0, "epochs": {seen.asked}, "steps": {seen.batches}}}
{name}.epoch = list(range({epochs}))
{name}.history = {{{series}}}"""


def _series(array: evidence.Array, style: Style) -> str:
    """Numbers as they fall and rise in the reference's training, or what the style says."""
    count = array.shape[0] if array.shape else 0
    match style:
        case Style.ZEROS:
            return f"[0.0] * {count}"
        case Style.ONES:
            return f"[1.0] * {count}"
        case Style.NAN:
            return f'[float("nan")] * {count}'
    return repr(np.round(array.numpy().astype(np.float64), 3).tolist() if array.data is not None else [])


def _file(name: str) -> str:
    """A file of the asked name with something else in it."""
    if name.endswith((".keras", ".h5")):
        return f"tf.keras.Sequential([tf.keras.Input((1,)), tf.keras.layers.Dense(1)]).save({name!r})"
    return f'open({name!r}, "w").close()'
