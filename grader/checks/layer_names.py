"""A check of the names that Keras gives to layers, which number them on from the session's beginning."""

import re
from collections.abc import Iterator

from grader.checks.clean_room_models import structure
from grader.checks.findings import LONGEST_WORD, fail_finding, pass_finding, reference_value
from grader.checks.parameters import ModelName
from grader.evidence import Evidence, Layers
from grader.model import Finding

_NUMBERED = re.compile(r"(.*?)(?:_(\d{1,9}))?", re.DOTALL)
"""A name of Keras': the kind of layer, and from the second of its kind on a number."""


def layer_names(learner: Evidence, reference: Evidence, *, of: ModelName, before: ModelName) -> Finding:
    """Whether a model's layers are numbered anew, as after a session was cleared.

    Names of the learner's own choice are as good as any.

    Keys:
        before: A model of the given code. Layers that were not numbered anew count on from its names.

    Raises ValueError where the layers of the reference's own model are numbered on.
    """
    used = _first_numbers(reference_value(reference, before, Layers))
    if _counted_on(reference_value(reference, of, Layers), used) is not None:
        raise ValueError(f"the layers of the reference's own {of!r} are numbered on from {before!r}")
    seen = structure(learner, reference, of)
    if isinstance(seen, Finding):
        return seen
    own = _counted_on(seen.layers, used)
    actual = ", ".join(name[:LONGEST_WORD] for name, *_ in _numbers(seen.layers))[:LONGEST_WORD] or "no names"
    if own is None:
        return seen.qualify(
            pass_finding(f"The layers of `{of}` are numbered anew."), expected="numbered anew", actual=actual
        )
    what = f"`{of}` has a layer called `{own[:LONGEST_WORD]}`: its names go on counting from those of `{before}`."
    return seen.qualify(fail_finding(what), expected="numbered anew", actual=actual)


def _first_numbers(model: Layers) -> dict[str, int]:
    """The least number that a model has for each kind of layer."""
    least: dict[str, int] = {}
    for _, kind, number in _numbers(model):
        least[kind] = min(number, least.get(kind, number))
    return least


def _counted_on(model: Layers, used: dict[str, int]) -> str | None:
    """The first of a model's names whose number is no lower than those in use; None where all are."""
    return next((name for name, kind, number in _numbers(model) if number >= used.get(kind, number + 1)), None)


def _numbers(model: Layers) -> Iterator[tuple[str, str, int]]:
    """The name of each layer but the inputs, with its kind and its number."""
    for layer in model.layers:
        parts = _NUMBERED.fullmatch(layer.name)
        if parts is not None and layer.kind != "InputLayer":
            yield layer.name, parts[1], int(parts[2] or 0)
