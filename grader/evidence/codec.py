"""Records to bytes, and bytes to records: what is checked of each."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Final, Literal, TypeVar

import msgspec

from grader.errors import EvidenceError
from grader.evidence.datasets import Dataset
from grader.evidence.networks import Answers, Behaviour, Layer, Layers, Predictions, Rebuilt
from grader.evidence.observations import Evidence, KernelObservation, Observation
from grader.evidence.records import Array, Name, Record
from grader.evidence.refusals import Refused, ThingRefused, refusing
from grader.evidence.requests import Assembled, Assembly, Request, Trial
from grader.evidence.training import Callback, Compiled, FitCall, Fits, History
from grader.evidence.values import Calls, Figures, Gradient, Gradients, Tensor, TupleValue

_R = TypeVar("_R", bound=Record)


def encode(record: Evidence | Request | Trial | Assembly | Assembled) -> bytes:
    """The JSON bytes of a record. Half of a character, which JSON can't hold, becomes a question mark."""
    try:
        return msgspec.json.encode(record, enc_hook=_plain)
    except UnicodeEncodeError:
        return msgspec.json.encode(_whole(msgspec.to_builtins(record, enc_hook=_plain)))


def _plain(value: object) -> object:
    """A text or number of a learner's own class as what it is. Raises `TypeError` for anything else."""
    match value:
        case str():
            return str.__str__(value)
        case int():
            return int.__int__(value)
        case float():
            return float.__float__(value)
        case bytes():
            return bytes.__bytes__(value)
    raise TypeError(f"no plain data: {type(value)}")


def _whole(node: Any) -> Any:
    match node:
        case str():
            return node.encode(errors="replace").decode()
        case dict():
            return {_whole(key): _whole(value) for key, value in node.items()}
        case list() | tuple():
            return [_whole(one) for one in node]
    return node


class _Said(Record, frozen=True, kw_only=True):
    """A kernel's message, of which each thing seen is still to be decoded."""

    version: Literal[1]
    seen: Annotated[dict[Name, msgspec.Raw], msgspec.Meta(max_length=200)]
    names: Annotated[dict[Name, Name], msgspec.Meta(max_length=500)]
    intermediate_values: Annotated[dict[Name, Array], msgspec.Meta(max_length=100)] = msgspec.field(
        default_factory=dict
    )
    rebuilt: dict[Name, msgspec.Raw] = msgspec.field(default_factory=dict)
    reference_on_learner_inputs: dict[Name, msgspec.Raw] = msgspec.field(default_factory=dict)


# Made on import, before there are threads; for why see `grader.util.decoders`, which a kernel does without.
_DECODERS: Final[dict[Any, Any]] = {
    kind: msgspec.json.Decoder(kind)
    for kind in (Assembled, Assembly, Evidence, KernelObservation, Request, Trial, _Said)
}


def decode_request(message: bytes) -> Request:
    """Our own request, inside the kernel. Raises `EvidenceError`."""
    return _our_own(message, Request)


def decode_trial(message: bytes) -> Trial:
    """Our own request to run cells and look at them, inside the kernel. Raises `EvidenceError`."""
    return _our_own(message, Trial)


def decode_assembly(message: bytes) -> Assembly:
    """Our own request to put models together, inside a clean room. Raises `EvidenceError`."""
    return _our_own(message, Assembly)


def _our_own(message: bytes, kind: type[_R]) -> _R:
    try:
        decoded: _R = _DECODERS[kind].decode(message)
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        raise EvidenceError(f"not a request: {error}") from error
    return decoded


def decode(message: bytes, *, max_bytes: int) -> Evidence:
    """The evidence in a kernel's message, taken as plain data; what is none of its things is `Refused`, each alone.

    Raises `EvidenceError` where the message as a whole is no evidence, and nothing else.
    """
    said: _Said = _checked(message, _Said, max_bytes)
    if said.rebuilt or said.reference_on_learner_inputs:
        raise EvidenceError("a kernel that speaks for a clean room")
    _check(said.intermediate_values.values())
    return Evidence(
        version=said.version,
        seen={key: _one_seen(key, raw) for key, raw in said.seen.items()},
        names=said.names,
        intermediate_values=said.intermediate_values,
    )


def _one_seen(key: str, raw: msgspec.Raw) -> Observation:
    try:
        with refusing(f"`{key.rpartition('/')[2]}`"):
            seen: Observation = _DECODERS[KernelObservation].decode(raw)
            _check(_arrays(seen))
            return seen
    except ThingRefused as why:
        return Refused(refusal=why.refusal)


def decode_stored(message: bytes, *, max_bytes: int) -> Evidence:
    """Evidence that we kept, with what a clean room found. Raises `EvidenceError` and nothing else."""
    evidence = _checked(message, Evidence, max_bytes)
    for seen in (*evidence.seen.values(), *evidence.reference_on_learner_inputs.values()):
        _check(_arrays(seen))
    _check(evidence.intermediate_values.values())
    _check_rebuilt(evidence.rebuilt)
    return evidence


def decode_assembled(message: bytes, *, max_bytes: int) -> dict[str, Rebuilt]:
    """The results of a clean room, by name of the model. Raises `EvidenceError` and nothing else."""
    models = _checked(message, Assembled, max_bytes).models
    _check_rebuilt(models)
    if any(one.refusal for one in models.values()):
        raise EvidenceError("a clean room that speaks for the grader")
    return models


def _checked(message: bytes, kind: type[_R], max_bytes: int) -> _R:
    if len(message) > max_bytes:
        raise EvidenceError(f"{len(message)} bytes of evidence; {max_bytes} are allowed")
    try:
        decoded: _R = _DECODERS[kind].decode(message)
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        raise EvidenceError(f"not evidence: {error}") from error
    return decoded


def _check_rebuilt(models: Mapping[str, Rebuilt]) -> None:
    """Raise `EvidenceError` unless each is layers or a refusal, without what it was made from."""
    for one in models.values():
        if (one.layers is None) != bool(one.refused):
            raise EvidenceError("a model that is neither put together nor refused, or both")
        if one.layers is not None and (one.layers.architecture is not None or one.layers.values):
            raise EvidenceError("a model that still has what it was made from")
        _check([*one.predictions.values(), *(_arrays(one.layers) if one.layers else [])])


def _check(arrays: Iterable[Array]) -> None:
    for array in arrays:
        array.check()


def _arrays(seen: Observation) -> list[Array]:  # noqa: C901, PLR0911, PLR0912 - one for each kind of thing
    """Every array inside one thing seen."""
    match seen:
        case Tensor():
            return [seen.array]
        case Predictions():
            return [seen.array, *([seen.labels] if seen.labels else [])]
        case History():
            return list(seen.series.values())
        case Calls(results=results) | TupleValue(parts=results):
            return [array for result in results for array in _arrays(result)]
        case Dataset():
            return _dataset_arrays(seen)
        case Fits():
            return [array for call in seen.calls for array in _fit_arrays(call)]
        case Figures():
            return [
                array for figure in seen.figures for picture in figure for array in (*picture.images, *picture.bars)
            ]
        case Callback():
            return _setting_arrays(seen.settings)
        case Behaviour():
            return [*seen.inference, *seen.training, *seen.passed_on]
        case Gradients(results=slopes):
            return [array for one in slopes if isinstance(one, Gradient) for array in _slope_arrays(one)]
        case Answers():
            return [seen.inputs, *seen.models.values()]
        case Layers():
            _check_wiring(seen)
            parts = [array for layer in seen.layers for array in _layer_arrays(layer)]
            parts += _compiled_arrays(seen.compiled) if seen.compiled else []
            return [*parts, *seen.values, *([seen.outputs] if seen.outputs else [])]
        case _:
            return []


def _check_wiring(model: Layers) -> None:
    """Raise `EvidenceError` where a layer gets what comes after it, or what is not there."""
    for place, layer in enumerate(model.layers):
        if any(one >= place for one in (*(layer.inputs or ()), *(() if layer.same_as is None else [layer.same_as]))):
            raise EvidenceError(f"layer {place} comes before what goes into it")
    if any(one >= len(model.layers) for one in model.ends or ()):
        raise EvidenceError("a model that gives back what it has not")


def _dataset_arrays(data: Dataset) -> list[Array]:
    passes = [one for one in (data.first, data.second) if one is not None]
    numbers = [one.span for one in data.components] + [step.size for step in data.steps]
    numbers += [array for one in passes for array in (one.sizes, *one.digests)]
    return [array for array in numbers if array is not None]


def _fit_arrays(call: FitCall) -> list[Array]:
    firsts = [one for one in (call.training, call.validation) if one is not None]
    later = [one.went for one in (*call.later, *call.validated_later)]
    arrays = [array for one in firsts for array in _dataset_arrays(one)]
    arrays += [array for one in later for array in (one.sizes, *one.digests)]
    return [*arrays, *([call.losses] if call.losses else [])]


def _slope_arrays(slope: Gradient) -> list[Array]:
    derived = [one for one in (*slope.analytic, *slope.numeric) if one is not None]
    return [*_arrays(slope.value), *derived]


def _compiled_arrays(compiled: Compiled) -> list[Array]:
    components = [one for one in (compiled.optimizer, compiled.loss, *compiled.metrics) if one is not None]
    responses = [one.response for one in components if one.response is not None]
    return [*responses, *(array for one in components for array in _setting_arrays(one.settings))]


def _setting_arrays(settings: Mapping[str, object]) -> list[Array]:
    return [value for value in settings.values() if isinstance(value, Array)]


def _layer_arrays(layer: Layer) -> list[Array]:
    settings = _setting_arrays(layer.settings)
    response = layer.activation.response if layer.activation else None
    return settings if response is None else [*settings, response]
