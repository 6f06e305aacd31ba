"""A check of the names that Keras gives to layers, which number them on from the session's beginning."""

import re
from collections import Counter
from collections.abc import Collection, Iterator

from grader.checks.clean_room_models import structure
from grader.checks.findings import LONGEST_WORD, fail_finding, pass_finding, reference_value
from grader.checks.parameters import ModelName
from grader.evidence import Evidence, Layers
from grader.model import Finding

_NUMBERED = re.compile(r"(.*?)(?:_(\d{1,9}))?", re.DOTALL)
"""A name of Keras': a word for the layer's class, and from the second of its class on a number."""


def layer_names(learner: Evidence, reference: Evidence, *, of: ModelName) -> Finding:
    """Whether a model's layers are numbered from the beginning, as the first ones are after a session was cleared.

    Of two layers of one class, Keras' names have the numbers 0, which is not written, and 1. Names of the learner's own
    choice are as good as any.

    Raises ValueError where the layers of the reference's own model are not numbered from the beginning.
    """
    words = {word for _, word, _ in _numbers(reference_value(reference, of, Layers))}
    if _too_high(reference_value(reference, of, Layers), words):
        raise ValueError(f"the layers of the reference's own {of!r} are not numbered from the beginning")
    seen = structure(learner, reference, of)
    if isinstance(seen, Finding):
        return seen
    actual = ", ".join(name[:LONGEST_WORD] for name, *_ in _numbers(seen.layers))[:LONGEST_WORD] or "no names"
    if late := _too_high(seen.layers, words):
        name, word = late
        what = f"`{of}` has a layer called `{name[:LONGEST_WORD]}`; the first of its class is called `{word}`."
        return seen.qualify(fail_finding(what), expected="numbered from the beginning", actual=actual)
    what = f"The layers of `{of}` are numbered from the beginning."
    return seen.qualify(pass_finding(what), expected="numbered from the beginning", actual=actual)


def _too_high(model: Layers, words: Collection[str]) -> tuple[str, str] | None:
    """The first name with one of the words whose number is not below how many layers of its class there are."""
    count = Counter(layer.kind for layer in model.layers)
    kinds = {layer.name: layer.kind for layer in model.layers}
    numbers = ((name, word, number) for name, word, number in _numbers(model) if word in words)
    return next(((name, word) for name, word, number in numbers if number >= count[kinds[name]]), None)


def _numbers(model: Layers) -> Iterator[tuple[str, str, int]]:
    """The name of each layer but the inputs, with its word and its number."""
    for layer in model.layers:
        parts = _NUMBERED.fullmatch(layer.name)
        if parts is not None and layer.kind != "InputLayer":
            yield layer.name, parts[1], int(parts[2] or 0)
