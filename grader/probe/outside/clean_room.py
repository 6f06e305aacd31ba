"""Rebuilds a run's models in a clean room: a second fresh kernel in which no learner code ran.

A learner's kernel can report anything about a model. So its architecture is admitted
(`grader.probe.outside.keras_config`), architecture and weights go into a clean room, and what is counted and predicted
there is fact. A model that can't go there, or makes two clean rooms fail, is refused, and its run says why; that is
caused by the learner and costs nobody else anything. It is our fault if a harmless model makes a third one fail, or if
a model that is small by its counts takes too long twice. A learner can cause neither.

A run's clean room (`PreparedRoom`) is started while the learner's cells run, so that it is ready once they have ended.
It takes no slot before it is asked: it starts next to the kernel that its run waits for, in its own namespaces. No
learner code reaches it. It answers one question after the other; after a failure it is replaced.

If children are forked, the clean room comes from a process that has built a model, and lacks TensorFlow's threads. If
it needs them, it reports that, and a room is started that prepares itself.
"""

import asyncio
import contextlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Protocol, Self

import msgspec
import numpy as np

from grader.errors import EvidenceError, KernelFault
from grader.evidence import (
    NEEDS_THREADS,
    Answers,
    Array,
    Assembly,
    Blueprint,
    DataSplit,
    Describe,
    Evidence,
    Layers,
    ModelParts,
    Observation,
    Poll,
    Predict,
    Rebuilt,
    Request,
    Saved,
    ThingRefused,
    Validate,
    decode_assembled,
    encode,
    refusing,
)
from grader.probe.outside.keras_config import ModelRefused, admit, is_small, read_keras_file
from grader.sandbox.limits import Limits
from grader.sandbox.outside.answering import Child, ChildEnded, ResponseTimeout, ResponseTooLarge
from grader.sandbox.outside.kernel_factory import CPU_SHARE, KILLED, ChildRequest, Exit, Kernels, jail_limits
from grader.sandbox.outside.suspend_clock import Countdown

AT_WORK = 0.25
"""The least share of its time in which a clean room computes, if the model is slow and not the machine."""


class CpuUsage(Protocol):
    """The CPU seconds that a run has used so far."""

    cpu_s: float


class PreparedRoom:
    """The clean room of one run, as an async context. It is always dead when the context ends."""

    def __init__(self, kernels: Kernels, limits: Limits, usage: CpuUsage) -> None:
        self.kernels = kernels
        self.limits = limits
        self.usage = usage
        self._child: asyncio.Task[Child] | None = None
        self._threads = kernels.mode != "fork"
        """Whether its rooms have TensorFlow's threads."""

    def begin(self) -> None:
        """Begin to start it, if there is a sandbox. If that fails, `ask` raises the error."""
        if self._child is None and self.kernels.mode != "none":
            limits = jail_limits(self.limits, start_cpu_s=self.kernels.start_cpu_s)
            body = ChildRequest(task="clean_room", limits=limits)
            self._child = asyncio.create_task(Child.start(self.kernels, body, prepared=not self._threads))

    async def ask(self, question: bytes, *, max_bytes: int, time_left: Countdown, keep_s: float) -> bytes:
        """Return the whole answer. A room that needs threads, or waits for one in vain, uses none of the time left.

        Raises what `Child.ask` does; the next question then goes to a new child. Raises `KernelFault` if it was given
        too little of the processor.
        """
        left_s = time_left.left_s
        try:
            answer = await self._answer(question, max_bytes, time_left, keep_s)
        except ResponseTimeout as why:
            if why.cpu_s >= AT_WORK * (left_s - keep_s):
                raise
            if self._threads:
                raise KernelFault("a clean room got too little processor time; the machine may be too busy") from None
            answer = NEEDS_THREADS
        if self._threads or answer != NEEDS_THREADS:
            return answer
        time_left.left_s = left_s
        await self.end()
        self._threads = True
        return await self.ask(question, max_bytes=max_bytes, time_left=time_left, keep_s=keep_s)

    async def _answer(self, question: bytes, max_bytes: int, time_left: Countdown, keep_s: float) -> bytes:
        self.begin()
        assert self._child is not None
        try:
            child = await self._child
            return await child.ask(question, max_bytes=max_bytes, time_left=time_left, keep_s=keep_s)
        except BaseException:
            await self.end()
            raise

    async def end(self) -> None:
        """End the room, if it was started; its CPU time counts for the run."""
        begun, self._child = self._child, None
        if begun is None:
            return
        await asyncio.wait({begun})
        if not begun.cancelled() and begun.exception() is None:
            self.usage.cpu_s += (await begun.result().end()).cpu_s

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.end()


SOUND_S = 30.0
"""Seconds in which a clean room answers for the harmless model."""
FLOAT_BYTES = 4
FATAL = "Keras does not survive it"


async def rebuild_models(
    evidence: Evidence, request: Request, *, prepared: PreparedRoom, time_left: Countdown
) -> Evidence:
    """The evidence together with a clean room's findings about its models in the time left.

    Without a sandbox there is no clean room. Raises `KernelFault`.
    """
    if request.seed is None or prepared.kernels.mode == "none":
        return evidence
    room = _Room(prepared, request, request.seed, time_left, seen=evidence.seen)
    models: dict[str, Layers | Saved] = {
        name: seen
        for name, seen in evidence.seen.items()
        if (isinstance(seen, Layers) and isinstance(request.asks.get(name), Describe)) or isinstance(seen, Saved)
    }
    return msgspec.structs.replace(evidence, rebuilt=await room.all_of(models))


async def compare_models(
    evidence: Evidence,
    against: Mapping[str, ModelParts],
    request: Request,
    *,
    prepared: PreparedRoom,
    time_left: Countdown,
) -> Evidence:
    """The evidence, with the point at which each model first departs from the reference's model of that name.

    Only models that a clean room could build are compared. Raises `KernelFault`.
    """
    models = comparable_models(evidence, against, request)
    if request.seed is None or not models:
        return evidence
    room = _Room(prepared, request, request.seed, time_left, against)
    found = await room.all_of(models)
    rebuilt = {
        name: msgspec.structs.replace(one, divergence=new.divergence, alike=new.alike, compared=True)
        if (new := found.get(name))
        else one
        for name, one in evidence.rebuilt.items()
    }
    return msgspec.structs.replace(evidence, rebuilt=rebuilt)


def comparable_models(evidence: Evidence, against: Iterable[str], request: Request) -> dict[str, Layers]:
    """The models, among these names, that a clean room could build and can compare."""
    if request.seed is None:
        return {}
    seen = evidence.seen
    built = {name for name, one in evidence.rebuilt.items() if one.layers is not None}
    return {name: one for name in against if isinstance(one := seen.get(name), Layers) and name in built}


def strip_model_parts(evidence: Evidence) -> Evidence:
    """The evidence without the parts of its models, except for digests of their weights."""
    return msgspec.structs.replace(evidence, seen={key: _bare(seen) for key, seen in evidence.seen.items()})


def _bare(seen: Observation) -> Observation:
    match seen:
        case Layers():
            return msgspec.structs.replace(seen, architecture=None, values=tuple(map(_digested, seen.values)))
        case Answers():
            return msgspec.structs.replace(seen, inputs=msgspec.structs.replace(seen.inputs, data=None))
        case Saved():
            return msgspec.structs.replace(seen, data=None)
    return seen


def _digested(array: Array) -> Array:
    """The record of a weight with a digest instead of its bytes."""
    if array.data is None:
        return array
    return msgspec.structs.replace(array, data=None, sha256=sha256(array.data).hexdigest())


def _undescribed(layers: Layers, most: int) -> str:
    """The reason why a model was sent without a description; `most` is the number of bytes that may be sent."""
    if FLOAT_BYTES * layers.parameters > most:
        return f"it has {layers.parameters:,} parameters, which are too many to travel"
    return "it is a class of its own" if layers.kind == "subclassed" else "it does not describe itself"


def _of_file(file: Saved) -> Blueprint:
    """The parts of a saved model. Raises `ModelRefused`."""
    if file.data is None:
        raise ModelRefused("it is a folder" if file.folder else "it is too large to travel")
    config, weights = read_keras_file(file.data)
    return Blueprint(architecture=admit(config), values=(), images={}, weights_file=weights)


_HARMLESS = [("InputLayer", {"batch_shape": [None, 1]}), ("Dense", {"units": 1})]
HARMLESS = Blueprint(
    architecture=json.dumps(
        {
            "module": "keras",
            "class_name": "Sequential",
            "registered_name": None,
            "config": {
                "name": "harmless",
                "layers": [
                    {"module": "keras.layers", "class_name": kind, "registered_name": None, "config": config}
                    for kind, config in _HARMLESS
                ],
            },
        }
    ),
    values=(Array.from_values(np.ones((1, 1), np.float32)), Array.from_values(np.zeros(1, np.float32))),
    images={},
)
"""A harmless model, which every clean room can build."""


def _refused(why: ThingRefused) -> Rebuilt:
    return Rebuilt(refused="the grader could not read it", refusal=why.refusal)


class CleanRoomFailed(Exception):  # noqa: N818 - describes what happened to a clean room, not an error of ours
    """A clean room did not answer, perhaps because of the models that it was given."""


class CleanRoomTimeout(CleanRoomFailed):
    """The clean room took too long."""


@dataclass(frozen=True, slots=True)
class _Room:
    """The clean rooms of one run."""

    prepared: PreparedRoom
    request: Request
    seed: int
    time_left: Countdown
    """The time for all of them together, without their starts."""
    against: Mapping[str, ModelParts] = field(default_factory=dict)
    """Maps a name to the reference's model to compare with."""
    seen: Mapping[str, Observation] = field(default_factory=dict)
    """The observations of the run."""

    @property
    def limits(self) -> Limits:
        """The limits of the run."""
        return self.prepared.limits

    async def all_of(self, models: Mapping[str, Layers | Saved]) -> dict[str, Rebuilt]:
        """The findings about each model, or the reason why there are none."""
        found: dict[str, Rebuilt] = {}
        blueprints: dict[str, Blueprint] = {}
        for name, layers in models.items():
            try:
                with refusing(f"`{name}`", but=(ModelRefused,)):
                    blueprints[name] = _of_file(layers) if isinstance(layers, Saved) else self._blueprint(name, layers)
            except ModelRefused as why:
                found[name] = Rebuilt(refused=str(why))
            except ThingRefused as why:
                found[name] = _refused(why)
        return found | await self._assembled(blueprints)

    def _blueprint(self, name: str, layers: Layers) -> Blueprint:
        """The parts from which a model is built. Raises `ModelRefused`."""
        if layers.architecture is None:
            raise ModelRefused(_undescribed(layers, self.request.array_bytes))
        return Blueprint(
            architecture=admit(layers.architecture),
            values=layers.values,
            images={} if name in self.against else dict(self._shown(name)),
            parts={} if name in self.against else dict(self._validated(name)),
            against=self.against.get(name),
        )

    def _shown(self, name: str) -> Iterator[tuple[str, Array]]:
        """Yield what a model is shown: held-out images, and the learner's value that it claims to have answered."""
        for key, ask in self.request.asks.items():
            seen = self.seen.get(key)
            if isinstance(ask, Predict) and ask.name == name:
                yield key, ask.images
            elif isinstance(ask, Poll) and ask.model == name and isinstance(seen, Answers) and name in seen.models:
                yield key, seen.inputs

    def _validated(self, name: str) -> Iterator[tuple[str, DataSplit]]:
        """Yield the parts of data sets whose images a model is shown."""
        for key, ask in self.request.asks.items():
            if isinstance(ask, Validate) and ask.name == name:
                yield key, ask.part

    async def _assembled(self, blueprints: dict[str, Blueprint]) -> dict[str, Rebuilt]:
        """One clean room's findings about all models; if they make it fail, the findings of one clean room for each.

        The first clean room has half of the time left, and each of the others its share of the rest.
        """
        if not blueprints:
            return {}
        if len(blueprints) > 1:
            with contextlib.suppress(CleanRoomFailed, ThingRefused):
                return await self._errand(blueprints, 1 / 2)
        found: dict[str, Rebuilt] = {}
        for name, blueprint in blueprints.items():
            try:
                with refusing(f"`{name}`", but=(OSError,)):
                    found[name] = await self._alone(name, blueprint, 1 / (len(blueprints) - len(found)))
            except ThingRefused as why:
                found[name] = _refused(why)
        return found

    async def _alone(self, name: str, blueprint: Blueprint, share: float) -> Rebuilt:
        """A clean room's findings about one model; a second one's if the model makes it fail. Raises `KernelFault`."""
        alone = {name: blueprint}
        try:
            return (await self._errand(alone, share))[name]
        except CleanRoomFailed as why:
            return (await self._again(alone, why))[name]

    async def _again(self, alone: dict[str, Blueprint], why: CleanRoomFailed) -> dict[str, Rebuilt]:
        """A second clean room's findings about a model that made one fail; if it fails too, the model is refused.

        A comparison with the reference only explains, and is given up at once. Raises `KernelFault` if it is our fault.
        """
        if self.against:
            return {name: Rebuilt(refused=str(why)) for name in alone}
        try:
            return await self._errand(alone, 1 / 2)
        except CleanRoomFailed:
            await self._require_sound()
        if isinstance(why, CleanRoomTimeout) and all(is_small(one, self.limits.cell_s) for one in alone.values()):
            raise KernelFault("a clean room needs too long for a small model; the machine may be overloaded")
        return {name: Rebuilt(refused=str(why)) for name in alone}

    async def _require_sound(self) -> None:
        """Raise `KernelFault` if a clean room fails with a harmless model too."""
        ours = replace(self, time_left=Countdown(SOUND_S))  # the learner's model may have used up the learner's time
        try:
            found = await ours._errand({"harmless": HARMLESS}, 1)  # noqa: SLF001 - of the same class
        except CleanRoomFailed as why:
            raise KernelFault(f"a clean room fails with a harmless model: {why}") from None
        if found["harmless"].layers is None:
            raise KernelFault(f"a clean room refuses a harmless model: {found['harmless'].refused}")

    async def _errand(self, blueprints: dict[str, Blueprint], share: float) -> dict[str, Rebuilt]:
        """One clean room's findings, for a share of the time left. Raises `CleanRoomFailed` or `KernelFault`."""
        asked = Assembly(
            blueprints=blueprints, grid=self.request.grid, array_bytes=self.request.array_bytes, seed=self.seed
        )
        max_bytes = self.limits.evidence_mib * 2**20
        seconds = min(self.limits.cell_s, share * self.time_left.left_s)
        if seconds <= 0:
            raise CleanRoomFailed("no time was left for it")
        keep_s = self.time_left.left_s - seconds
        try:
            async with self.prepared.kernels.slots:
                answer = await self.prepared.ask(
                    encode(asked), max_bytes=max_bytes, time_left=self.time_left, keep_s=keep_s
                )
            found = decode_assembled(answer, max_bytes=max_bytes)
        except ResponseTooLarge:
            raise CleanRoomFailed("it answers more than may travel") from None
        except ChildEnded as why:
            self._require_own_end(why.how)
            raise CleanRoomFailed(FATAL) from None
        except ResponseTimeout:
            raise CleanRoomTimeout(f"it takes more than {seconds:.3g} s to answer") from None
        except EvidenceError:
            await self.prepared.end()
            raise CleanRoomFailed(FATAL) from None
        if found.keys() != blueprints.keys():
            await self.prepared.end()
            raise CleanRoomFailed("its clean room answered something else")
        return found

    def _require_own_end(self, how: Exit) -> None:
        """Raise `KernelFault` if something outside killed the clean room."""
        if how.code in KILLED and how.cpu_s < CPU_SHARE * self.limits.cpu_s:
            raise KernelFault("a clean room was killed from outside; the machine may be out of memory")
