"""A check of a model whose layers are free: it needs the reference's input and output, and enough layers in between."""

from collections.abc import Sequence

from grader.evidence import Evidence, Layers
from grader.judging.checks.clean_room_models import Structure, structure
from grader.judging.checks.findings import pass_unless, reference_value
from grader.judging.checks.hidden_inputs import Length
from grader.judging.checks.model_graph import Stage, normal_form
from grader.judging.checks.model_graph.alignment import other_input
from grader.judging.checks.model_graph.layers import same_activation
from grader.judging.checks.parameters import ModelName
from grader.model import Finding

_MATRIX = 2
"""The number of axes of weights that mix numbers; weights of a bias or of a normalization have one."""
_MIXING = frozenset(
    [f"{what}Conv{axes}D" for what in ("", "Depthwise", "Separable") for axes in (1, 2, 3)]
    + [f"Conv{axes}DTranspose" for axes in (1, 2, 3)]
    + ["Dense", "EinsumDense", "Matmul"]
)
_PLACING = frozenset(
    [f"{what}{axes}D" for what in ("Cropping", "UpSampling", "ZeroPadding") for axes in (1, 2, 3)]
    + ["CenterCrop", "Concatenate", "ExpandDims", "Flatten", "GetItem", "Permute", "RandomFlip", "RandomRotation"]
    + ["RandomTranslation", "RandomZoom", "RepeatVector", "Reshape", "Resizing", "Squeeze", "Transpose"]
)
_SCALING = frozenset(
    [f"{what}AveragePooling{axes}D" for what in ("", "Global") for axes in (1, 2, 3)]
    + [f"SpatialDropout{axes}D" for axes in (1, 2, 3)]
    + ["Add", "Average", "BatchNormalization", "Dropout", "GaussianDropout", "GaussianNoise", "Mean", "Normalization"]
    + ["Rescaling", "Subtract", "TrueDivide"]
)
_STRAIGHT = _MIXING | _PLACING | _SCALING
"""Layers that, without an activation, are together with other layers of this kind a single matrix product."""

_NONE, _UNBENT, _BENT = range(3)
"""The state of the latest layer that mixes: there is none; its output has not passed an activation yet; it has."""


def model_has(
    learner: Evidence, reference: Evidence, *, of: ModelName, hidden_layers: Length = 1, keras_layers: bool = False
) -> Finding:
    """Whether a model whose layers are free has the reference's input and output, and enough hidden layers.

    A hidden layer mixes its inputs by weights, and a nonlinear activation is applied to its output before the next such
    layer. Several layers without an activation in between count as one. A layer of a class that the learner defined
    counts as nonlinear.

    Keys:
        hidden_layers: The least number of hidden layers.
        keras_layers: Whether a model that could not be rebuilt must have no layer of the learner's own class.

    Raises ValueError if the reference's own model has fewer hidden layers.
    """
    model = reference_value(reference, of, Layers)
    expected = normal_form(model)
    if _hidden(expected) < hidden_layers:
        raise ValueError(f"the reference's own {of!r} has {_layers(_hidden(expected))}")
    if isinstance(seen := structure(learner, reference, of, keras_layers=keras_layers), Finding):
        return seen
    wrong = _departure(of, seen, model, hidden_layers)
    actual = normal_form(seen.layers)
    finding = pass_unless(wrong, f"`{of}` has {_layers(_hidden(actual))}, and the expected output.")
    table = "\n".join(f"{number}. {stage}" for number, stage in enumerate(actual, 1)) or "no layers"
    return seen.qualify(finding, expected=f"at least {_layers(hidden_layers)}, then {expected[-1]}", actual=table)


def _departure(of: str, seen: Structure, model: Layers, hidden: int) -> str:
    """What a model lacks, as a sentence; empty if it lacks nothing."""
    own = seen.layers
    if not own.built:
        return f"`{of}` is not built, so it has no layers to judge yet: give it an input shape, or call it once."
    if other := other_input(own, model):
        return f"`{of}` differs at its beginning: the input {other}."
    return _few(of, normal_form(own), hidden) or _other_output(of, normal_form(own), normal_form(model))


def _few(of: str, stages: tuple[Stage, ...], hidden: int) -> str:
    """A message that there are not enough hidden layers, or that none of them counts; empty if there are enough."""
    found, mixing = _hidden(stages), sum(map(_mixes, stages))
    if found >= hidden:
        return ""
    if mixing > found + 1:
        return (
            f"`{of}` has {mixing} layers with weights, but not all of them have an activation. Without activations, "
            f"several layers can do no more than one."
        )
    wish = f"at least {_layers(hidden)} {'is' if hidden == 1 else 'are'} expected before the output layer"
    return f"`{of}` has {_layers(found)}; {wish}."


def _other_output(of: str, actual: tuple[Stage, ...], expected: tuple[Stage, ...]) -> str:
    """A message that a model's output differs from the reference's in form; empty if it does not."""
    if not actual:
        return f"`{of}` has no layers."
    last, wanted = actual[-1], expected[-1]
    if last.output_shape not in {None, wanted.output_shape}:
        return f"The output of `{of}` has the shape {last.output_shape}; {wanted.output_shape} is expected."
    if same_activation(last.activation, wanted.activation):
        return ""
    name = wanted.activation.name if wanted.activation else "no activation"
    return f"`{of}` should end with {name}; it ends with {last}."


def _hidden(stages: tuple[Stage, ...]) -> int:
    """The number of hidden layers on the longest way to the output."""
    known: list[tuple[int, int]] = []
    for stage in stages:
        count, latest = max((known[input_name] for input_name in stage.inputs if input_name >= 0), default=(0, _NONE))
        if _mixes(stage):
            count, latest = count + (latest == _BENT), _UNBENT
        known.append((count, _BENT if _bends(stage) and latest == _UNBENT else latest))
    return known[-1][0] if known else 0


def layer_without_activation(stages: Sequence[Stage], hidden_layers: int) -> Stage | None:
    """The first layer with weights whose output reaches the next one without an activation, if there are not enough
    hidden layers because of that.
    """
    if _hidden(tuple(stages)) >= hidden_layers:
        return None
    unbent: list[Stage | None] = []
    for stage in stages:
        before = next((one for place in stage.inputs if place >= 0 and (one := unbent[place])), None)
        if before and _mixes(stage):
            return before
        mixed = stage if _mixes(stage) else before
        unbent.append(None if _bends(stage) else mixed)
    return None


def _bends(stage: Stage) -> bool:
    return stage.activation is not None or stage.kind not in _STRAIGHT


def _mixes(stage: Stage) -> bool:
    return any(len(shape) >= _MATRIX for shape in stage.weights)


def _layers(count: int) -> str:
    return f"{count:,} hidden layer" + ("" if count == 1 else "s") if count else "no hidden layer"
