"""The types of checks' parameters. They say what TOML may hold, and what the probe must be asked.

A check that declares `of: ModelName` needs the model of that name described, and one that declares `of: WeightsName`
the same model with its weights; one that declares `of: FunctionName`
needs that function called, with the cases in its parameter `arguments`; one that declares `of: PredictorName`
needs that model shown the images of its parameter `data`; one that declares `inputs: ShownName` needs all models shown
that value, and one that declares `of: ClassName` needs objects made of that class, with the cases in its parameter
`arguments`, and called on its parameter `inputs`. One that declares `of: BehaviourName` needs that model called on
inputs of its parameter `shape`, one that declares `of: GradientName` needs that function differentiated, with the
cases in its parameter `arguments`, one that declares `data: MeasuredName` needs the model of its parameter `model`
measured on that data set, one that declares `model: ValidatedName` needs that model shown the part `split` of its
parameter `data`, and one that declares `of: ChooserName` needs it called with lists of GPUs, as many as its
parameter `gpus` says. So an author lists nothing twice.
"""

import math
from collections.abc import Callable, Mapping
from enum import Enum, unique
from functools import cache
from inspect import Parameter, signature
from typing import Annotated, Any, Literal, Required, TypedDict, get_type_hints

import numpy as np
import numpy.typing as npt

from grader.judging.checks.accuracy_bar import Spread
from grader.model import Finding
from grader.source import code_view
from grader.util.toml_schema import Within

Check = Callable[..., Finding]
"""`(learner: Evidence, reference: Evidence, *, of: …, …) -> Finding`, pure."""


@unique
class Observes(Enum):
    """What a parameter that names something of the learner's wants observed."""

    VALUE = "what the run left under the name"
    FUNCTION = "what the function returns for hidden arguments"
    MODEL = "the model's structure"
    WEIGHTS = "the model's weights, or answers that depend on them"
    COMPILED = "what the model was compiled with"
    PREDICTOR = "what the model says of held-out images"
    HISTORY = "what `fit` returned"
    OWN = "the values from which the learner's answer starts, which may be of the learner's own choice"
    DATASET = "the elements, steps and examples of a `tf.data` pipeline"
    MEASURED = "what the model in the parameter `model` comes to on the data set, as it was compiled"
    FITTED = "by which calls of `fit` the model was trained, and what each was given"
    VALIDATED = "what the model says of a part of a data set that every kernel sees"
    CALLBACK = "a callback's settings"
    ANSWERS = "what all models say of the value, the one in the parameter `model` first"
    BEHAVIOUR = "what a model or layer answers to hidden inputs, in training and not"
    GRADIENT = "what the function returns for hidden arguments, and how that changes with them"
    CLASS = "what objects of the class return for a hidden input, with hidden weights"
    FILE = "the file of that name"
    DRAWN = "the value, and what figures show"
    CHOICE = "what the function returns for lists of GPUs"
    PLACE = "the device on which the value is"


@unique
class Injected(Enum):
    """A parameter that grading fills in; it is not a TOML key."""

    LABELS = "the sealed labels of the parameter `data`, in the order in which the images were shown"
    SPREAD = "how often the reference, trained with many seeds, is right about those images"
    TOLERANCE = "how far a history's loss may be from its model's, as a share of the loss"
    INPUTS = "the names that the criterion's replay rebinds; a check without such a parameter cannot be replayed"
    CODE = "the learner's own code"


ValueName = Annotated[str, Observes.VALUE]
FunctionName = Annotated[str, Observes.FUNCTION]
ModelName = Annotated[str, Observes.MODEL]
WeightsName = Annotated[str, Observes.WEIGHTS]
CompiledName = Annotated[str, Observes.COMPILED]
PredictorName = Annotated[str, Observes.PREDICTOR]
HistoryName = Annotated[str, Observes.HISTORY]
OwnNames = Annotated[list[str], Observes.OWN]
DatasetName = Annotated[str, Observes.DATASET]
DatasetNames = Annotated[list[str], Observes.DATASET]
MeasuredName = Annotated[str, Observes.MEASURED]
FittedName = Annotated[str, Observes.FITTED]
ValidatedName = Annotated[str, Observes.VALIDATED]
CallbackName = Annotated[str, Observes.CALLBACK]
ShownName = Annotated[str, Observes.ANSWERS]
ClassName = Annotated[str, Observes.CLASS]
BehaviourName = Annotated[str, Observes.BEHAVIOUR]
GradientName = Annotated[str, Observes.GRADIENT]
FileName = Annotated[str, Observes.FILE]
DrawnName = Annotated[str, Observes.DRAWN]
ChooserName = Annotated[str, Observes.CHOICE]
PlacedName = Annotated[str, Observes.PLACE]

LeftOut = str
"""The name of a model in a pipeline. The pipeline is looked at once more without what that does."""
DrawnFrom = str
"""The name of a data set that nobody but the reference is looked at for, without the step that leaves a part of it."""

Labels = Annotated[npt.NDArray[np.integer[Any]], Injected.LABELS]
"""Integers (images,)."""

Calibrated = Annotated[Spread, Injected.SPREAD]

Agreement = Annotated[float, Injected.TOLERANCE]

Inputs = Annotated[tuple[str, ...], Injected.INPUTS]


@unique
class Rerun(Enum):
    """A parameter for which a criterion's cells run once more, beside the run on hidden inputs."""

    AS_FOUND = "on the inputs that the run left"
    ALONE = "where the parameter is set: on the first input's hidden value and the others that the run left"
    TAKEN_OUT = "with the results of the functions, methods and operators that it lists spoilt"


FollowedInputs = Annotated[tuple[str, ...], Injected.INPUTS, Rerun.AS_FOUND]
EachAlone = Annotated[bool, Rerun.ALONE]
UsedNames = Annotated[list[str], Rerun.TAKEN_OUT]

OwnCode = Annotated[code_view.Code, Injected.CODE]

DataSet = Literal["mnist", "fashion_mnist", "cats_and_dogs"]
"""Data sets with held-out images and sealed labels."""
SeenDataSet = Literal["mnist", "fashion_mnist"]
"""Data sets that every kernel sees."""


Tolerance = Annotated[float, Within(0, math.inf)]
Risk = Annotated[float, Within(0.0001, 0.1)]
Fraction = Annotated[float, Within(0, 1)]
Devices = Annotated[int, Within(0, 100)]
Length = Annotated[int, Within(0, 10_000_000)]


class Argument(TypedDict, total=False):
    """One hidden argument of a function."""

    shape: Required[list[Length]]
    scale: Tolerance
    """Standard deviation of the values of a floating argument; 1 unless said."""
    dtype: Literal["float32", "float64", "int32", "int64", "uint8"]
    """float32 unless said."""
    low: int
    """Least value of an integer argument; 0 unless said."""
    high: int
    """One more than the greatest value of an integer argument; 10 unless said."""


class IntermediateStep(TypedDict):
    """One value on the way to an answer, which the reference leaves under a name."""

    name: str
    what: str
    """What it is, as a message calls it: "the hidden layer's sums"."""


Cases = list[list[Argument]]
"""For each call, its arguments."""


def keys(check: Check) -> Mapping[str, Parameter]:
    """The TOML keys of a check, by name: its keyword-only parameters but those that grading supplies."""
    given = injected_parameters(check)
    parameters = signature(check).parameters.values()
    return {p.name: p for p in parameters if p.kind is Parameter.KEYWORD_ONLY and p.name not in given}


def observed_parameters(check: Check) -> Mapping[str, Observes]:
    """Parameter to what it wants observed, for those parameters of a check that name something of the learner's."""
    return {name: mark for name, mark in _marks(check) if isinstance(mark, Observes)}


def learner_names(value: object) -> tuple[str, ...]:
    """The learner's names in a parameter that holds one or a list of them."""
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)


def rerun_parameters(check: Check) -> Mapping[Rerun, str]:
    """What a check wants the cells run once more for, and the parameter that says so."""
    return {mark: name for name, mark in _marks(check) if isinstance(mark, Rerun)}


def injected_parameters(check: Check) -> Mapping[str, Injected]:
    """Parameter to what grading has to fill in."""
    return {name: mark for name, mark in _marks(check) if isinstance(mark, Injected)}


@cache
def _marks(check: Check) -> list[tuple[str, object]]:
    hints = get_type_hints(check, include_extras=True)
    return [(name, mark) for name, hint in hints.items() for mark in getattr(hint, "__metadata__", ())]
