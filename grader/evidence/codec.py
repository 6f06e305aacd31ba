"""Converts records to bytes, and bytes to records, with all checks."""

from functools import reduce
from operator import or_
from typing import Annotated, Any, Final, Literal, TypeVar

import msgspec

from grader.errors import EvidenceError
from grader.evidence.messages import Assembled, Assembly, Evidence, Request, Trial
from grader.evidence.networks import Rebuilt
from grader.evidence.records import Array, Name, Observation, Record
from grader.evidence.refusals import Refused, ThingRefused, refusing

_R = TypeVar("_R", bound=Record)


def encode(record: Evidence | Request | Trial | Assembly | Assembled) -> bytes:
    """The JSON bytes of a record. Half a character, which JSON can't represent, becomes a question mark."""
    try:
        return msgspec.json.encode(record, enc_hook=_plain)
    except UnicodeEncodeError:
        return msgspec.json.encode(_whole(msgspec.to_builtins(record, enc_hook=_plain)))


def _plain(value: object) -> object:
    """A string or number of a learner's own class as the plain value. Raises `TypeError` for anything else."""
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
    """A kernel's message in which each observation is still encoded."""

    version: Literal[1]
    seen: Annotated[dict[Name, msgspec.Raw], msgspec.Meta(max_length=200)]
    names: Annotated[dict[Name, Name], msgspec.Meta(max_length=500)]
    intermediate_values: Annotated[dict[Name, Array], msgspec.Meta(max_length=100)] = msgspec.field(
        default_factory=dict
    )
    rebuilt: dict[Name, msgspec.Raw] = msgspec.field(default_factory=dict)
    reference_on_learner_inputs: dict[Name, msgspec.Raw] = msgspec.field(default_factory=dict)


# Made on import, before there are threads; `grader.util.decoders`, which kernels can't import, explains why.
_DECODERS: Final[dict[Any, Any]] = {
    kind: msgspec.json.Decoder(kind) for kind in (Assembled, Assembly, Evidence, Request, Trial, _Said)
}
_OF_A_KERNEL: Final[msgspec.json.Decoder[Any]] = msgspec.json.Decoder(
    reduce(or_, (kind for kind in Observation.__subclasses__() if kind is not Refused))
)
"""Decodes one observation that a kernel may send."""


def decode_question(message: bytes, kind: type[_R]) -> _R:
    """The request of this kind that the grader sent. Raises `EvidenceError` for any other bytes."""
    return _decoded(message, kind, "a request")


def decode(message: bytes, *, max_bytes: int) -> Evidence:
    """The evidence in a kernel's message, as plain data; each observation that is not valid becomes `Refused`.

    Raises only `EvidenceError`, if the message as a whole is not evidence.
    """
    said: _Said = _checked(message, _Said, max_bytes)
    if said.rebuilt or said.reference_on_learner_inputs:
        raise EvidenceError("a kernel that speaks for a clean room")
    return Evidence(
        version=said.version,
        seen={key: _one_seen(key, raw) for key, raw in said.seen.items()},
        names=said.names,
        intermediate_values=said.intermediate_values,
    )


def _one_seen(key: str, raw: msgspec.Raw) -> Observation:
    try:
        with refusing(f"`{key.rpartition('/')[2]}`"):
            seen: Observation = _OF_A_KERNEL.decode(raw)
            return seen
    except ThingRefused as why:
        return Refused(refusal=why.refusal)


def decode_stored(message: bytes, *, max_bytes: int) -> Evidence:
    """Decode stored evidence, including a clean room's findings. Raises only `EvidenceError`."""
    return _checked(message, Evidence, max_bytes)


def decode_assembled(message: bytes, *, max_bytes: int) -> dict[str, Rebuilt]:
    """Maps names of models to a clean room's findings. Raises only `EvidenceError`."""
    models = _checked(message, Assembled, max_bytes).models
    if any(model.refusal for model in models.values()):
        raise EvidenceError("a clean room that speaks for the grader")
    return models


def _checked(message: bytes, kind: type[_R], max_bytes: int) -> _R:
    if len(message) > max_bytes:
        raise EvidenceError(f"{len(message)} bytes of evidence; {max_bytes} are allowed")
    return _decoded(message, kind, "evidence")


def _decoded(message: bytes, kind: type[_R], noun: str) -> _R:
    try:
        decoded: _R = _DECODERS[kind].decode(message)
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        raise EvidenceError(f"not {noun}: {error}") from error
    return decoded
