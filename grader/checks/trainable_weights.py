"""Checks of what training may change, and of what it left alone."""

from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from itertools import islice

from grader.checks.clean_room_models import structure
from grader.checks.findings import ValueKind, fail_finding, pass_finding, reference_value, unusable_finding
from grader.checks.model_graph import Stage, normal_form
from grader.checks.parameters import ModelName, WeightsName
from grader.evidence import Array, Evidence, Layers
from grader.model import Finding
from grader.util.text import pluralize

_NO_NUMBERS = Array(dtype="float32", shape=())


def trainable_weights(learner: Evidence, reference: Evidence, *, of: ModelName) -> Finding:
    """Whether training may change the layers that it may change in the reference, and no others."""
    expected = _weighted(reference_value(reference, of, Layers))
    seen = structure(learner, reference, of)
    if isinstance(seen, Finding):
        return seen
    actual = _weighted(seen.layers)
    tables = {"expected": _table(expected), "actual": _table(actual)}
    if len(actual) != len(expected):
        what = f"`{of}` has {pluralize(len(actual), 'layer')} with weights; {len(expected)} are expected."
        counts = {"expected": pluralize(len(expected), "layer"), "actual": pluralize(len(actual), "layer")}
        return seen.qualify(fail_finding(what), **counts)
    for number, (found, wanted) in enumerate(zip(actual, expected, strict=True), 1):
        if found.frozen != wanted.frozen:
            wish = "is frozen, but training should change it" if found.frozen else "should be frozen, and is not"
            what = f"In `{of}` layer {number} of {len(expected)} with weights {wish}."
            return seen.qualify(fail_finding(what), **tables)
    return seen.qualify(pass_finding(f"In `{of}` the right layers are left to training."), **tables)


def frozen_weights(learner: Evidence, reference: Evidence, *, of: WeightsName) -> Finding:
    """Whether a model holds the numbers that are frozen in the reference, to the bit, as a pretrained network does.

    Raises ValueError where the reference has none.
    """
    asked = _frozen(reference_value(reference, of, Layers))
    wanted = Counter(map(_told, asked))
    if not wanted:
        raise ValueError(f"the reference's own {of!r} has no frozen weights that could travel")
    seen, model = structure(learner, reference, of), learner.seen.get(of)
    if isinstance(seen, Finding) or not isinstance(model, Layers):
        return seen if isinstance(seen, Finding) else unusable_finding(learner, reference, of, ValueKind.MODEL)
    total = wanted.total()
    lost = (wanted - Counter(map(_told, model.values))).total()
    tables = {"expected": f"{total:,} tensors of pretrained weights", "actual": f"{total - lost:,} of them"}
    if model.kind == "subclassed" and not model.values and _has_frozen(model, asked):
        what = (
            f"`{of}` has code of its own, so the numbers of its weights did not leave the kernel. By its structure it "
        )
        what += f"holds {total:,} tensors of pretrained weights."
        return seen.qualify(pass_finding(what), **tables)
    if lost and not all(array.is_known for array in model.values or (_NO_NUMBERS,)):
        what = f"The weights of `{of}` could not be compared with the {total:,} pretrained tensors: their numbers did "
        what += "not leave the kernel, because the model has code of its own or is too large."
        return seen.qualify(fail_finding(what), expected=tables["expected"], actual="not known")
    if lost:
        kept = "it holds none of them" if lost == total else f"{lost:,} of them have other values"
        what = f"`{of}` should hold {total:,} tensors of pretrained weights; {kept}."
        return seen.qualify(fail_finding(what), **tables)
    return seen.qualify(
        pass_finding(f"All {total:,} tensors of pretrained weights are in `{of}`, unchanged."), **tables
    )


def _frozen(model: Layers) -> list[Array]:
    """The frozen weights of a model. Raises ValueError where its weights come in another order."""
    values = iter(model.values)
    found = list[Array]()
    for layer in model.layers:
        if layer.same_as is None:
            own = [*islice(values, len(layer.weights))]
            if [array.shape for array in own] != [*layer.weights]:
                raise ValueError(f"the reference's weights of {layer.name!r} did not travel")
            found += [] if layer.trainable else own
    return found


def _has_frozen(model: Layers, asked: Sequence[Array]) -> bool:
    """Whether frozen layers of a model have weights of these shapes."""
    frozen = (layer for layer in model.layers if layer.same_as is None and not layer.trainable)
    return Counter(array.shape for array in asked) <= Counter(shape for layer in frozen for shape in layer.weights)


def _told(array: Array) -> str:
    """A text that identifies a weight, whether its numbers travelled or their digest."""
    digest = sha256(array.data).hexdigest() if array.data is not None else array.sha256
    return f"{array.dtype} {array.shape} {digest}"


def _weighted(model: Layers) -> tuple[Stage, ...]:
    return tuple(stage for stage in normal_form(model) if stage.weights)


def _table(stages: tuple[Stage, ...]) -> str:
    """Layers with weights for people, one a line."""
    return "\n".join(f"{number}. {'frozen' if one.frozen else 'trained'}" for number, one in enumerate(stages, 1))
