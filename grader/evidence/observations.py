"""All that the probe observed in a run."""

from collections.abc import Mapping
from typing import Annotated, Literal, TypeVar

import msgspec

from grader.evidence.datasets import Dataset
from grader.evidence.networks import Answers, Behaviour, Layers, Predictions, Rebuilt
from grader.evidence.records import VERSION, Array, Name, Record
from grader.evidence.refusals import Refused
from grader.evidence.training import Callback, Fits, History
from grader.evidence.values import (
    Absent,
    Calls,
    DevicePlacement,
    Figures,
    Gradients,
    Other,
    Raised,
    Saved,
    Tensor,
    Text,
    TupleValue,
)

_T = TypeVar("_T")

KernelObservation = (
    Tensor
    | TupleValue
    | Layers
    | Predictions
    | History
    | Fits
    | Dataset
    | Callback
    | Answers
    | Calls
    | Behaviour
    | Gradients
    | Saved
    | Figures
    | Text
    | DevicePlacement
    | Raised
    | Other
    | Absent
)
"""What a kernel may say of one thing."""

Observation = KernelObservation | Refused


Replaceable = Array | Dataset | Layers
"""What a run leaves that hidden inputs can replace."""


class Evidence(Record, frozen=True, kw_only=True):
    """All that the probe observed in a run."""

    version: Literal[1]
    seen: Annotated[dict[Name, Observation], msgspec.Meta(max_length=200)]
    """Key of an ask to what was found. Keys: `name`, or `criterion/name` for what only that criterion asked."""
    names: Annotated[dict[Name, Name], msgspec.Meta(max_length=500)]
    """The learner's own names, with the kind of each: tensor, array, number, model, function, history, other."""
    intermediate_values: Annotated[dict[Name, Array], msgspec.Meta(max_length=100)] = msgspec.field(
        default_factory=dict
    )
    """The learner's own names to the numbers under them, where those are few: steps on the way to an answer."""
    rebuilt: dict[Name, Rebuilt] = msgspec.field(default_factory=dict)
    """Name to what a clean room found; added outside, and in no kernel's power to say."""
    reference_on_learner_inputs: Annotated[dict[Name, Observation], msgspec.Meta(max_length=200)] = msgspec.field(
        default_factory=dict
    )
    """Key to what the reference's answer gives where it starts from the learner's own values; added outside too."""

    def for_criterion(self, criterion: str) -> "Evidence":
        """The same evidence as one criterion sees it: its own asks under `hidden/name`, nobody else's."""
        rebuilt = {
            name: msgspec.structs.replace(one, predictions=_scoped(one.predictions, criterion))
            for name, one in self.rebuilt.items()
        }
        return msgspec.structs.replace(
            self,
            seen=_scoped(self.seen, criterion),
            rebuilt=rebuilt,
            reference_on_learner_inputs=_scoped(self.reference_on_learner_inputs, criterion),
        )


def _scoped(found: Mapping[str, _T], criterion: str) -> dict[str, _T]:
    own = criterion + "/"
    mine = {"hidden/" + key.removeprefix(own): one for key, one in found.items() if key.startswith(own)}
    return {key: one for key, one in found.items() if "/" not in key} | mine


EMPTY = Evidence(version=VERSION, seen={}, names={})
"""What a run that was never observed shows."""
