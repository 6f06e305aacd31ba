"""A check of how a model was compiled, and functions that show and compare settings.

All of it is reported evidence. Settings belong to layers, optimizers, losses and callbacks.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from grader.evidence import Array, Compiled, CompileOption, Evidence, Layers
from grader.judging.checks.findings import (
    LONGEST_WORD,
    ValueKind,
    fail_finding,
    own_value,
    pass_unless,
    reference_value,
)
from grader.judging.checks.parameters import CompiledName
from grader.model import Finding

Setting = bool | int | str | Array | None

_RTOL = 1e-5


def equal_settings(actual: Setting, expected: Setting) -> bool:
    """Whether two settings are equal. 3 and 3.0 are, 1 and True are not."""
    left, right = _numbers(actual), _numbers(expected)
    if left is None or right is None:
        return type(actual) is type(expected) and actual == expected
    return left.shape == right.shape and bool(np.allclose(left, right, rtol=_RTOL, equal_nan=True))


def format_setting(value: Setting) -> str:
    """A setting as people write it, at most `LONGEST_WORD` characters: numbers with six digits, several in brackets."""
    if not isinstance(value, Array):
        return str(value)[:LONGEST_WORD]
    if value.data is None:
        return f"{value.dtype} {value.shape}"[:LONGEST_WORD]
    numbers = [f"{number:.6g}" for number in value.numpy().astype(np.float64).ravel()[:LONGEST_WORD]]
    return numbers[0] if value.shape == () else f"({', '.join(numbers)})"[:LONGEST_WORD]


def _numbers(value: Setting) -> npt.NDArray[Any] | None:
    """The numbers of a setting, or None if it has none. Truth values are not numbers."""
    match value:
        case bool() | str() | None:
            return None
        case Array():
            return None if value.data is None or value.dtype == "bool" else value.numpy().astype(np.float64)
    return np.array(value, np.float64)


CompileOptionName = Literal["optimizer", "learning_rate", "loss", "metrics"]

_ALIASES = {
    "mse": "meansquarederror",
    "mae": "meanabsoluteerror",
    "mape": "meanabsolutepercentageerror",
    "msle": "meansquaredlogarithmicerror",
    "bce": "binarycrossentropy",
    "kld": "kldivergence",
}
_ACCURACIES = {
    "sparsecategoricalcrossentropy": "sparsecategoricalaccuracy",
    "categoricalcrossentropy": "categoricalaccuracy",
    "binarycrossentropy": "binaryaccuracy",
}
"""The metric that Keras uses for "accuracy", by the loss that determines the form of the labels."""


def compiled_with(
    learner: Evidence, reference: Evidence, *, of: CompiledName, parts: list[CompileOptionName]
) -> Finding:
    """Whether a model was compiled with the reference's optimizer, learning rate, loss or metrics.

    A string, a class, an object and a function of Keras' count as equal. A loss that the learner defined is judged by
    what it computes. More metrics than the reference's are allowed.

    Keys:
        parts: The parts that are compared.

    Raises ValueError if the reference's model is not compiled.
    """
    expected = reference_value(reference, of, Layers).compiled
    if expected is None:
        raise ValueError(f"the reference's own {of!r} is not compiled")
    if isinstance(seen := own_value(learner, reference, of, Layers, ValueKind.MODEL), Finding):
        return seen
    if (actual := seen.compiled) is None:
        what = f"`{of}` is not compiled: `{of}.compile(...)` decides how it learns."
        return fail_finding(what, expected=_table(expected, parts), actual="not compiled")
    faults = [what for part in parts if (what := _PARTS[part](actual, expected))]
    wrong = f"`{of}` is compiled differently: {'; '.join(faults)}." if faults else ""
    right = f"`{of}` is compiled with the expected {' and '.join(parts).replace('_', ' ')}."
    return pass_unless(wrong, right, _table(expected, parts), _table(actual, parts))


def _optimizer(actual: Compiled, expected: Compiled) -> str:
    found, wanted = actual.optimizer, expected.optimizer
    return "" if _key(found) == _key(wanted) else _other("optimizer", _spell(found), _spell(wanted))


def _other(part: str, found: str, wanted: str) -> str:
    return f"the {part} is {found}; {wanted} is expected"


def _learning_rate(actual: Compiled, expected: Compiled) -> str:
    found, wanted = (
        one.optimizer.settings.get("learning_rate") if one.optimizer else None for one in (actual, expected)
    )
    return "" if equal_settings(found, wanted) else _other("learning rate", *map(format_setting, (found, wanted)))


def _loss(actual: Compiled, expected: Compiled) -> str:
    found, wanted = actual.loss, expected.loss
    if found is None or wanted is None:
        return "" if found is wanted else _other("loss", _spell(found), _spell(wanted))
    if _key(found) != _key(wanted):
        alike = _computes(found.response) and equal_settings(found.response, wanted.response)
        return "" if alike else _other("loss", _spell(found), _spell(wanted))
    if found.response is None or wanted.response is None or equal_settings(found.response, wanted.response):
        return ""
    return f"the loss is {_spell(wanted)}, but {_otherwise(found, wanted)}"


def _computes(response: Array | None) -> bool:
    """Whether a loss could be computed for any of the labels tried."""
    return response is not None and response.data is not None and not bool(np.isnan(response.numpy()).all())


def _otherwise(found: CompileOption, wanted: CompileOption) -> str:
    """How a loss differs from one of the same name; a string or a function has the default settings of its class."""
    logits = [one.settings.get("from_logits", False) for one in (found, wanted)]
    if logits == [True, False]:
        return "with `from_logits=True`, which is for a last layer without softmax"
    if logits == [False, True]:
        return "without `from_logits=True`"
    return "it computes different values"


def _metrics(actual: Compiled, expected: Compiled) -> str:
    have = {_metric(metric, expected) for metric in actual.metrics}
    missing = [_spell(metric) for metric in expected.metrics if _metric(metric, expected) not in have]
    if not missing:
        return ""
    kept = ", ".join(map(_spell, actual.metrics[:3])) or "none"
    return f"the metric {', '.join(missing)} is missing; there is {kept}"


_PARTS: Mapping[CompileOptionName, Callable[[Compiled, Compiled], str]] = {
    "optimizer": _optimizer,
    "learning_rate": _learning_rate,
    "loss": _loss,
    "metrics": _metrics,
}
"""For each part a function that says as a clause how it differs; the clause is empty if it does not."""


def _metric(one: CompileOption, expected: Compiled) -> str:
    """A metric as one word; "accuracy" becomes the metric that fits the labels of the reference's loss."""
    key = _key(one)
    return _ACCURACIES.get(_key(expected.loss), key) if one.kind == "accuracy" else key


def _key(one: CompileOption | None) -> str:
    """A key that is equal for two things that are the same, however they were spelled."""
    word = "" if one is None else one.kind.replace("_", "").lower()
    return _ALIASES.get(word, word)


def _spell(one: CompileOption | None) -> str:
    """Writes something as a string for `compile`: "`sparse_categorical_crossentropy`". No string means the class
    `Accuracy`.
    """
    if one is None:
        return "none"
    word = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", one.kind).lower()[:LONGEST_WORD]
    return "`Accuracy()`" if one.kind == "Accuracy" else f"`{word}`"


def _table(compiled: Compiled, parts: list[CompileOptionName]) -> str:
    """The parts for people, one per line."""
    rate = compiled.optimizer.settings.get("learning_rate") if compiled.optimizer else None
    spelled = {
        "optimizer": _spell(compiled.optimizer),
        "learning_rate": format_setting(rate),
        "loss": _spell(compiled.loss),
        "metrics": ", ".join(map(_spell, compiled.metrics[:10])) or "none",
    }
    return "\n".join(f"{part.replace('_', ' ')}: {spelled[part]}".replace("`", "") for part in parts)
