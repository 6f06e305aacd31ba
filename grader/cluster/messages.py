"""What crosses between coordinator and workers: msgpack of these records, and nothing that is not in them.

A run crosses as `grader.storage.runs` keeps it, so that what comes from a worker passes the very door that a file of
the store passes, and the evidence in it the door that a kernel's passes.
"""

from collections.abc import Iterator, Mapping
from typing import Literal, TypeVar

import msgspec

from grader.errors import SystemFault
from grader.source.records import Reading

T = TypeVar("T")

CallName = Literal["meet", "teach", "run"]
"""What a worker can be asked to do."""
SHOWN = 3
"""Differences in one sentence."""


class WorkerFingerprint(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a run's result follows from, its source aside. Equal cards, equal results."""

    version: Literal[1] = 1
    grader: str
    code: str
    """Digest of all of our code that decides a result."""
    packages: Mapping[str, str]
    """TensorFlow's version and the like, Python's, and what kind of machine it is."""
    data: Mapping[str, str]
    """Digest of each data set; those that can be fetched only where they were."""
    exercises: Mapping[str, str]
    """Id to digest."""
    processor: str
    """What the machine calls its processor. Another one may add in another order, in the last digits."""


class Hello(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A coordinator's first word."""

    fingerprint: WorkerFingerprint
    salt: bytes
    """What hidden inputs are drawn from."""


class LoadReference(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An exercise's reference, as it ran where the results are judged."""

    batch: str
    """Whom the worker works for, as `batch_of` says."""
    exercise: str
    key: str
    """The reference's run key."""
    run: bytes


class RunRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A source to be run."""

    batch: str
    exercise: str
    key: str
    """The run key, which the worker works out for itself and compares."""
    reading: Reading


class HelloReply(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="welcome"):
    """The worker works for this coordinator."""

    slots: int
    """Runs that it takes at once."""
    processor: str


class HelloRefusal(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="refusal"):
    """It does not, and why, in a sentence."""

    why: str
    busy: bool = False
    """Whether it may do so later, once it is done with another batch."""


class ReferenceLoaded(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="taught"):
    """The exercise is prepared."""


class RunReply(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="ran"):
    """A run came to its end, whichever."""

    run: bytes


class WorkerFault(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="fault"):
    """A fault of ours left no run."""

    message: str


class WorkerZygoteLost(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="lost"):
    """The worker's zygote went, and the run with it."""

    message: str


class WorkerLeaving(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="leaving"):
    """The worker was asked to stop, or works for another coordinator now; the run is to blame for nothing."""


Reply = HelloReply | HelloRefusal | ReferenceLoaded | RunReply | WorkerFault | WorkerZygoteLost | WorkerLeaving


def encode_record(record: msgspec.Struct) -> bytes:
    """The bytes of a record."""
    return msgspec.msgpack.encode(record)


def decode_record(message: bytes, kind: type[T]) -> T:
    """The record in a message. Raises `SystemFault` where there is anything else in it."""
    try:
        return msgspec.msgpack.decode(message, type=kind)
    except (msgspec.MsgspecError, TypeError, ValueError, RecursionError) as error:
        raise SystemFault(f"a machine of the cluster speaks another language: {error}") from error


def reply_of(message: bytes) -> Reply:
    """A worker's reply. Raises `SystemFault` where it is none."""
    return decode_record(message, Reply)  # type: ignore[arg-type] # a union is no class


def fingerprint_differences(ours: WorkerFingerprint, theirs: WorkerFingerprint) -> Iterator[str]:
    """What keeps a worker with the card `ours` from working for a coordinator with `theirs`, a clause each."""
    if ours.grader != theirs.grader:
        yield f"grader {ours.grader} here, {theirs.grader} there"
    elif ours.code != theirs.code:
        yield f"another state of the grader's code ({ours.code[:8]} here, {theirs.code[:8]} there)"
    for name, version in theirs.packages.items():
        if ours.packages.get(name) != version:
            yield f"{name} {ours.packages.get(name, 'missing')} here, {version} there"
    missing = [name for name in theirs.exercises if name not in ours.exercises]
    if missing:
        yield f"exercise {_listed(missing)} missing here"
    yield from _other("data set", ours.data, theirs.data)  # one that is missing may not be needed
    yield from _other("exercise", ours.exercises, theirs.exercises)


def _other(noun: str, ours: Mapping[str, str], theirs: Mapping[str, str]) -> Iterator[str]:
    """What both have, and not the same."""
    other = [name for name, digest in theirs.items() if ours.get(name, digest) != digest]
    if other:
        yield f"another version of {noun} {_listed(other)}"


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
