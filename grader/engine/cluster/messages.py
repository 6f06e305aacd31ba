"""The records that coordinator and workers send each other, as msgpack; all other messages are refused.

A run is sent in the format in which `grader.storage.runs` stores it. So a worker's run is decoded as strictly as a file
of the store, and the evidence in it as strictly as a kernel's.
"""

from collections.abc import Iterator, Mapping
from typing import Literal, TypeVar

import msgspec

from grader.errors import KernelFault, SystemFault
from grader.model import Diagnosis, Run
from grader.source.records import Reading
from grader.storage.content_store import DAMAGED
from grader.storage.runs import decode_run
from grader.util.decoders import msgpack_decoder
from grader.util.text import list_first

T = TypeVar("T")

CallName = Literal["hello", "load_reference", "run", "explain"]
"""The calls of a worker: begin to work for a coordinator, load a reference, run a source, find out why its run
fails.
"""
SHOWN = 3
"""The number of differences that one sentence names."""


class WorkerFingerprint(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Everything that determines a run's result except its source. Equal fingerprints give equal results."""

    version: Literal[1] = 1
    grader: str
    code: str
    """Digest of all code of the grader that determines a result."""
    packages: Mapping[str, str]
    """The versions of TensorFlow, Python and other packages, and the kind of machine."""
    data: Mapping[str, str]
    """Maps each data set to its digest; an optional data set is only there if it was fetched."""
    exercises: Mapping[str, str]
    """Maps each exercise's id to its digest."""
    causes: str
    """Digest of the misconceptions in the course's words."""
    processor: str
    """The processor's name. A different processor may add in a different order, which changes the last digits."""


class Hello(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A coordinator's first message."""

    fingerprint: WorkerFingerprint
    salt: bytes
    """The salt from which hidden inputs are drawn."""


class LoadReference(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The run of an exercise's reference, as the coordinator has it."""

    batch: str
    """The batch that the worker works for, as `worker_service.batch_of` names it."""
    exercise: str
    key: str
    """The reference's run key."""
    run: bytes


class RunRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A source to run."""

    batch: str
    exercise: str
    key: str
    """The run key; the worker computes it too, and refuses a different one."""
    reading: Reading


class ExplainRequest(RunRequest, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A request to search for a repair that proves why a source fails that has been run."""

    run: bytes


class HelloReply(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="hello_reply"):
    """The worker's reply that it works for this coordinator."""

    slots: int
    """The number of runs that it accepts at once."""
    processor: str


class HelloRefusal(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="refusal"):
    """The worker's reply that it does not work for this coordinator; `why` gives the reason in a sentence."""

    why: str
    busy: bool = False
    """Whether it may do so later, when it has finished with a different batch."""


class ReferenceLoaded(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="reference_loaded"):
    """The worker's reply that the exercise is prepared."""


class RunReply(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="ran"):
    """The worker's reply with a run, however it ended."""

    run: bytes


class ExplainReply(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="explained"):
    """The worker's reply that says why a source fails, whether or not a repair was found."""

    diagnoses: tuple[Diagnosis, ...]
    cpu_s: float
    """The CPU seconds that the search took."""


class WorkerFault(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="fault"):
    """The worker's reply that the run failed because of an error in the grader."""

    message: str
    lost: bool = False
    """Whether the worker lost its zygote, and the run with it."""


class WorkerLeaving(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="leaving"):
    """The worker's reply that it was asked to stop, or works for a different coordinator now; the run did not cause
    that.
    """


Reply = HelloReply | HelloRefusal | ReferenceLoaded | RunReply | ExplainReply | WorkerFault | WorkerLeaving


def encode_record(record: msgspec.Struct) -> bytes:
    """The bytes of a record."""
    return msgspec.msgpack.encode(record)


def decode_record(message: bytes, kind: type[T]) -> T:
    """The record in a message. Raises `SystemFault` if the message contains anything else."""
    try:
        return msgpack_decoder(kind).decode(message)
    except (msgspec.MsgspecError, TypeError, ValueError, RecursionError) as error:
        raise SystemFault(f"a machine of the cluster uses a different protocol: {error}") from error


def reply_of(message: bytes) -> Reply:
    """A worker's reply, decoded. Raises `SystemFault` if the bytes are not a reply."""
    return decode_record(message, Reply)  # type: ignore[arg-type] # a union is not a class


def run_of(reply: RunReply, worker: str, key: str) -> Run:
    """A worker's run, decoded as strictly as runs in the store. Raises `KernelFault` if the bytes are not a run of
    that key.
    """
    try:
        return decode_run(reply.run, key)
    except DAMAGED as error:
        raise KernelFault(f"{worker}: sent something that is not a run: {error}") from error


def fingerprint_differences(ours: WorkerFingerprint, theirs: WorkerFingerprint) -> Iterator[str]:
    """Why a worker with the fingerprint `ours` cannot work for a coordinator with `theirs`, one clause per
    difference.
    """
    if ours.grader != theirs.grader:
        yield f"grader {ours.grader} here, {theirs.grader} there"
    elif ours.code != theirs.code:
        yield f"different versions of the grader's code ({ours.code[:8]} here, {theirs.code[:8]} there)"
    for name, version in theirs.packages.items():
        if ours.packages.get(name) != version:
            yield f"{name} {ours.packages.get(name, 'missing')} here, {version} there"
    missing = [name for name in theirs.exercises if name not in ours.exercises]
    if missing:
        yield f"exercise {list_first(missing, SHOWN)} missing here"
    yield from _other("data set", ours.data, theirs.data)  # a missing one may not be needed
    yield from _other("exercise", ours.exercises, theirs.exercises)
    if ours.causes != theirs.causes:
        yield "a different version of causes.toml"


def _other(noun: str, ours: Mapping[str, str], theirs: Mapping[str, str]) -> Iterator[str]:
    """A clause on data sets or exercises that both have in different versions."""
    other = [name for name, digest in theirs.items() if ours.get(name, digest) != digest]
    if other:
        yield f"a different version of {noun} {list_first(other, SHOWN)}"
