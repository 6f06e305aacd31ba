"""Has a run's models put together anew in a clean room: a second fresh kernel, where no learner code ran.

What a learner's kernel says of a model is his word. So its architecture is admitted (`grader.architecture`), it and the
weights go into a clean room, and what is counted and predicted there is fact. A model that can't go there, or brings
the clean room down, is refused, and its run says why; that is the learner's own doing and costs nobody else anything.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Protocol

import msgspec

from grader.architecture import Refused, admit
from grader.errors import EvidenceError, KernelFault
from grader.evidence import (
    Answers,
    Array,
    Assembly,
    Blueprint,
    DataSplit,
    Evidence,
    Layers,
    Look,
    Material,
    Poll,
    Predict,
    Rebuilt,
    Request,
    Saved,
    Seen,
    Validate,
    decode_assembled,
)
from grader.model import Limits
from grader.run.body import Body, jail_limits
from grader.run.errand import Answer, Overlong, ask
from grader.run.kernels import CPU_SHARE, KILLED, Kernels
from grader.saved import parts


class Usage(Protocol):
    """What a run has used so far."""

    cpu_s: float


class RoomBody(Body, frozen=True, kw_only=True):
    """What a clean room is told."""

    assembly: Assembly


async def rebuilt(evidence: Evidence, request: Request, *, kernels: Kernels, limits: Limits, usage: Usage) -> Evidence:
    """The evidence with what a clean room found of its models.

    Without a sandbox there is no clean room. Raises `KernelFault`.
    """
    if request.seed is None or kernels.mode == "none":
        return evidence
    room = _Room(kernels, limits, usage, request, request.seed, seen=evidence.seen)
    models: dict[str, Layers | Saved] = {
        name: seen
        for name, seen in evidence.seen.items()
        if (isinstance(seen, Layers) and isinstance(request.asks.get(name), Look)) or isinstance(seen, Saved)
    }
    return msgspec.structs.replace(evidence, rebuilt=await room.all_of(models))


async def compared(  # noqa: PLR0913 - the last four as above
    evidence: Evidence,
    against: Mapping[str, Material],
    request: Request,
    *,
    kernels: Kernels,
    limits: Limits,
    usage: Usage,
) -> Evidence:
    """The evidence with where each of its models first departs from the reference's of that name.

    Only what a clean room could put together is compared. Raises `KernelFault`.
    """
    models = comparable(evidence, against, request)
    if request.seed is None or not models:
        return evidence
    room = _Room(kernels, limits, usage, request, request.seed, against)
    found = await room.all_of(models)
    rebuilt = {
        name: msgspec.structs.replace(one, divergence=found[name].divergence, compared=True) if name in found else one
        for name, one in evidence.rebuilt.items()
    }
    return msgspec.structs.replace(evidence, rebuilt=rebuilt)


def comparable(evidence: Evidence, against: Iterable[str], request: Request) -> dict[str, Layers]:
    """Those of the names whose models a clean room could put together, and can compare."""
    if request.seed is None:
        return {}
    seen = evidence.seen
    return {name: one for name in against if isinstance(one := seen.get(name), Layers) and _known(evidence, name)}


def _known(evidence: Evidence, name: str) -> bool:
    return name in evidence.rebuilt and evidence.rebuilt[name].layers is not None


def without_material(evidence: Evidence) -> Evidence:
    """The evidence without what its models were put together from, but for digests of their weights."""
    return msgspec.structs.replace(evidence, seen={key: _bare(seen) for key, seen in evidence.seen.items()})


def _bare(seen: Seen) -> Seen:
    match seen:
        case Layers():
            return msgspec.structs.replace(seen, architecture=None, values=tuple(map(_digested, seen.values)))
        case Answers():
            return msgspec.structs.replace(seen, inputs=msgspec.structs.replace(seen.inputs, data=None))
        case Saved():
            return msgspec.structs.replace(seen, data=None)
    return seen


def _digested(array: Array) -> Array:
    """The record of a weight with a digest in the place of its bytes."""
    if array.data is None:
        return array
    return msgspec.structs.replace(array, data=None, sha256=sha256(array.data).hexdigest())


def _of_file(file: Saved) -> Blueprint:
    """What a saved model is put together from. Raises `Refused`."""
    if file.data is None:
        raise Refused("it is a folder" if file.folder else "it is too large to travel")
    config, weights = parts(file.data)
    return Blueprint(architecture=admit(config), values=(), images={}, weights_file=weights)


class Spoiled(Exception):  # noqa: N818 - what became of a clean room, not an error of ours
    """A clean room did not answer, for a reason that lies in the models it was given."""


@dataclass(frozen=True, slots=True)
class _Room:
    """The clean rooms of one run."""

    kernels: Kernels
    limits: Limits
    usage: Usage
    request: Request
    seed: int
    against: Mapping[str, Material] = field(default_factory=dict)
    """Name to the reference's model that it is compared with."""
    seen: Mapping[str, Seen] = field(default_factory=dict)
    """What the run showed."""

    async def all_of(self, models: Mapping[str, Layers | Saved]) -> dict[str, Rebuilt]:
        """What was found of each model, or why nothing was."""
        found: dict[str, Rebuilt] = {}
        blueprints: dict[str, Blueprint] = {}
        for name, layers in models.items():
            try:
                blueprints[name] = _of_file(layers) if isinstance(layers, Saved) else self._blueprint(name, layers)
            except Refused as why:
                found[name] = Rebuilt(refused=str(why))
        return found | await self._assembled(blueprints)

    def _blueprint(self, name: str, layers: Layers) -> Blueprint:
        """What a model is put together from. Raises `Refused`."""
        if layers.architecture is None:
            raise Refused("it is a class of its own" if layers.kind == "subclassed" else "it does not describe itself")
        if any(array.data is None and array.sha256 is None for array in layers.values):
            raise Refused("not all of its weights could travel")
        return Blueprint(
            architecture=admit(layers.architecture),
            values=layers.values,
            images={} if name in self.against else dict(self._shown(name)),
            parts={} if name in self.against else dict(self._validated(name)),
            against=self.against.get(name),
        )

    def _shown(self, name: str) -> Iterator[tuple[str, Array]]:
        """What a model is shown: held-out images, and the value of the learner's that it says it has answered."""
        for key, one in self.request.asks.items():
            seen = self.seen.get(key)
            if isinstance(one, Predict) and one.name == name:
                yield key, one.images
            elif isinstance(one, Poll) and one.model == name and isinstance(seen, Answers) and name in seen.models:
                yield key, seen.inputs

    def _validated(self, name: str) -> Iterator[tuple[str, DataSplit]]:
        """The parts of data sets whose images a model is shown."""
        for key, one in self.request.asks.items():
            if isinstance(one, Validate) and one.name == name:
                yield key, one.part

    async def _assembled(self, blueprints: dict[str, Blueprint]) -> dict[str, Rebuilt]:
        """What one clean room found of all models; where they brought it down, what one for each finds."""
        if not blueprints:
            return {}
        try:
            return await self._errand(blueprints)
        except Spoiled as why:
            if len(blueprints) == 1:
                return {name: Rebuilt(refused=str(why)) for name in blueprints}
        each = [await self._assembled({name: one}) for name, one in blueprints.items()]
        return {name: found for one in each for name, found in one.items()}

    async def _errand(self, blueprints: dict[str, Blueprint]) -> dict[str, Rebuilt]:
        """One clean room's findings. Raises `Spoiled` or `KernelFault`."""
        body = RoomBody(
            task="clean_room",
            limits=jail_limits(self.limits),
            assembly=Assembly(
                blueprints=blueprints,
                grid=self.request.grid,
                array_bytes=self.request.array_bytes,
                seed=self.seed,
            ),
        )
        max_bytes = self.limits.evidence_mib * 2**20
        try:
            async with self.kernels.slots:
                timeout_s = self.kernels.ready_s + self.limits.cell_s
                answer = await ask(self.kernels, body, max_bytes=max_bytes, timeout_s=timeout_s)
            self.usage.cpu_s += answer.exit.cpu_s
            return self._believed(answer, blueprints, max_bytes)
        except Overlong:
            raise Spoiled("it answers more than may travel") from None
        except TimeoutError:
            raise Spoiled(f"it takes more than {self.limits.cell_s:g} s to answer") from None

    def _believed(self, answer: Answer, blueprints: dict[str, Blueprint], max_bytes: int) -> dict[str, Rebuilt]:
        """An answer, decoded. Raises `Spoiled`, or `KernelFault` where somebody outside killed the clean room."""
        if answer.exit.code in KILLED and answer.exit.cpu_s < CPU_SHARE * self.limits.cpu_s:
            raise KernelFault("a clean room was killed from outside: is the machine out of memory?")
        try:
            found = decode_assembled(answer.data, max_bytes=max_bytes)
        except EvidenceError:
            raise Spoiled("Keras does not survive it") from None
        if found.keys() != blueprints.keys():
            raise Spoiled("its clean room answered something else")
        return found
