"""How far a finding can be trusted: a view of the evidence that records which parts of it a check used.

A check never decides this; each kind of evidence declares what it rests on (`grader.evidence.Observation`). Grading
gives each check the learner's evidence through a `TrackedEvidence`, which records the kinds of evidence that were
looked up. If one thing was observed in several ways, the best way counts: a value that was right in the notebook and
after a replay is verified. A finding's trust is the least trust of all the things that it used.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import msgspec

from grader import evidence as kinds
from grader.judging.checks.findings import HIDDEN, LEFT, SPOILT
from grader.model import Basis, Finding, Trust

T = TypeVar("T")


_RERUN = (HIDDEN + SPOILT, HIDDEN + LEFT)
"""Prefixes of keys of replays in which something was spoilt or left out: their evidence comes from cells that ran
again.
"""


def apply_check(
    check: Callable[..., Finding], witness: "TrackedEvidence", reference: kinds.Evidence, params: Mapping[str, object]
) -> Finding:
    """A check's finding, with the evidence that it used and its trust. Raises all exceptions that the check raises."""
    finding = check(witness.evidence, reference, **params)
    return replace(finding, trust=witness.trust, rests_on=witness.rests_on)


class TrackedEvidence:
    """The learner's evidence for one check, and a record of which parts of it the check used."""

    def __init__(self, evidence: kinds.Evidence, *, replay: Sequence[str] = (), read: Sequence[str] = ()) -> None:
        """`evidence` is scoped to the criterion, `replay` has the names that its replay rebinds.

        `read` has the names for which the learner's source is read.
        """
        self._used: defaultdict[str, set[Basis]] = defaultdict(set)
        self._replay = replay
        for name in read:
            self._used[name].add(Basis.SOURCE)
        rebuilt = {name: self._recording(one) for name, one in evidence.rebuilt.items()}
        self.evidence: kinds.Evidence = msgspec.structs.replace(
            evidence,
            seen=_Recorded(evidence.seen, self._saw),
            names=_Recorded(evidence.names, self._saw_as_run),
            intermediate_values=_Recorded(evidence.intermediate_values, self._saw_as_run),
            rebuilt=_Recorded(
                rebuilt, self._saw_in_room(lambda name, found: _stands_for(found, evidence.seen.get(name)))
            ),
            reference_on_learner_inputs=_Recorded(evidence.reference_on_learner_inputs, lambda *_: None),
        )

    @property
    def trust(self) -> Trust:
        """The least trust of all that was used. A check that used nothing is verified."""
        counted = self._counted()
        verified = all(any(way.trust is Trust.VERIFIED for way in ways) for ways in counted)
        return Trust.VERIFIED if counted and verified else Trust.REPORTED

    @property
    def rests_on(self) -> tuple[str, ...]:
        """The names of the kinds of evidence that determine the trust, in the order of `Basis`."""
        best = set[Basis]()
        for ways in self._counted():
            best |= {way for way in ways if way.trust is Trust.VERIFIED} or ways
        return tuple(way.name.lower() for way in Basis if way in best)

    def _counted(self) -> list[set[Basis]]:
        """The ways in which each thing was observed, leaving out those whose replay was observed as well."""
        replayed = {key.removeprefix(HIDDEN) for key, ways in self._used.items() if Basis.REPLAYED in ways}
        ours = replayed.union(self._replay) if replayed else replayed
        return [ways for key, ways in self._used.items() if key not in ours]

    def _saw(self, key: str, seen: kinds.Observation) -> None:
        basis = Basis.REPLAYED if key.startswith(_RERUN) else Basis[seen.rests_on.upper()]
        if key.startswith(HIDDEN) and seen.hidden_rests_on:
            basis = Basis[seen.hidden_rests_on.upper()]
        self._used[key].add(basis)

    def _saw_as_run(self, key: str, _: object) -> None:
        self._used[key].add(Basis.AS_RUN)

    def _saw_in_room(self, tells: Callable[[str, T], bool]) -> Callable[[str, T], None]:
        def saw(key: str, found: T) -> None:
            if tells(key, found):
                self._used[key].add(Basis.CLEAN_ROOM)

        return saw

    def _recording(self, one: kinds.Rebuilt) -> kinds.Rebuilt:
        """What a clean room found about a model; its outputs for images are recorded separately from its layers."""
        answers = _Recorded(one.predictions, self._saw_in_room(lambda _, array: array.data is not None))
        return msgspec.structs.replace(one, predictions=answers)


def _stands_for(found: kinds.Rebuilt, seen: kinds.Observation | None) -> bool:
    """Whether a model in a clean room is known to be the one in the notebook, or there is nothing to compare.

    A model that has outputs there, but none in the notebook to compare them with, is not known to be the same.
    """
    if found.layers is None or found.without_weights:
        return False
    said = isinstance(seen, kinds.Layers) and seen.outputs is not None and seen.outputs.data is not None
    asked = found.layers.outputs is not None and found.layers.outputs.data is not None
    return said or not asked or not isinstance(seen, kinds.Layers)


def _refusal(found: object) -> kinds.Refusal | None:
    """The reason why something can't be used, if our own code failed on it."""
    return found.refusal if isinstance(found, kinds.Refused | kinds.Rebuilt) else None


class _Recorded(Mapping[str, T]):
    """A mapping that records what was looked up; iterating over it counts as looking up everything.

    It takes the place of a `dict` in `Evidence`, and allows what a check needs: looking things up. Looking up something
    that was refused raises `ThingRefused`; iteration skips it.
    """

    def __init__(self, found: Mapping[str, T], saw: Callable[[str, T], None]) -> None:
        self._found = found
        self._saw = saw

    def __getitem__(self, key: str) -> T:
        value = self._found[key]
        if refusal := _refusal(value):
            raise kinds.ThingRefused(refusal)
        self._saw(key, value)
        return value

    def __iter__(self) -> Iterator[str]:
        for key, value in self._found.items():
            if not _refusal(value):
                self._saw(key, value)
                yield key

    def __len__(self) -> int:
        return sum(1 for _ in self)
