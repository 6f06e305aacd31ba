"""The types of checks' parameters. They determine what TOML may hold, and what the probe must be asked.

A check that declares `of: ModelName` needs a description of the model of that name. A check that declares `of:
FunctionName` needs calls of that function, with the cases in its parameter `arguments`. So an author lists nothing
twice. Each type has a `Want`, which makes the requests to the probe from the criterion's parameters. The `Want`s that
several modules use are in `Observes`.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, unique
from functools import cache
from inspect import Parameter, signature
from typing import Annotated, Any, Literal, TypedDict, get_type_hints

import numpy as np
import numpy.typing as npt

from grader.evidence import (
    MAX_SIZE,
    Array,
    Ask,
    Behave,
    CallFunction,
    Choose,
    DataSplit,
    Describe,
    Differentiate,
    Evaluate,
    Locate,
    Make,
    Open,
    Poll,
    Predict,
    Show,
    TraceFits,
    Validate,
)
from grader.judging.checks import hidden_inputs
from grader.judging.checks.accuracy_bar import Spread
from grader.judging.checks.findings import FITS
from grader.model import Finding
from grader.source import code_view
from grader.util.toml_schema import Within

Check = Callable[..., Finding]
"""The form of a check, which is pure: `(learner: Evidence, reference: Evidence, *, of: …, …) -> Finding`."""


@dataclass(frozen=True, slots=True)
class Asking:
    """The data from which the requests of one criterion are made."""

    name: str
    """The learner's name for what is observed."""
    params: Mapping[str, Any]
    """The criterion's parameters, by their TOML keys."""
    random: np.random.Generator
    """For values that the learner's code can't know."""
    held_out: Callable[[str], Array]
    """Gives the held-out images of a data set, in the order in which models see them."""

    @property
    def arguments(self) -> tuple[tuple[Array, ...], ...]:
        """Hidden argument lists, one for each case in the parameter `arguments`."""
        return hidden_inputs.draw_arguments(self.random, self.params["arguments"])


@dataclass(frozen=True, eq=False)
class Want:
    """What has to be observed for a parameter that names something of the learner's, and how the probe is asked for
    it.
    """

    what: str
    """What is observed, in the manual's words."""
    alone: Callable[[Asking], Ask] | None = None
    """Makes a request that only this criterion needs, with its own inputs; a check finds the answer under `HIDDEN`."""
    shared: Mapping[str, type[Ask]] = field(default_factory=dict)
    """Requests that criteria can share: maps the prefix of their keys to the type of request."""


def _make(given: Asking) -> Ask:
    ((inputs,),) = hidden_inputs.draw_arguments(given.random, [[given.params["inputs"]]])
    arguments = given.arguments
    return Make(name=given.name, arguments=arguments, inputs=inputs, seed=int(given.random.integers(MAX_SIZE)))


def _behave(given: Asking) -> Ask:
    """A request with areas of one colour for layers that give pictures back: moved areas still look nearly the same."""
    shape = tuple(given.params["shape"])
    like_pictures = given.params.get("gives_back") and len(shape) == _PICTURES
    draw = hidden_inputs.patches if like_pictures else hidden_inputs.pictures
    return Behave(name=given.name, inputs=draw(given.random, shape))


def _validate(given: Asking) -> Ask:
    return Validate(name=given.name, part=DataSplit(data=given.params["data"], split=given.params["split"]))


_PICTURES = 4
"""The number of axes of pictures."""
_DESCRIBED = {"": Describe}
_TRACED = {"": Describe, FITS: TraceFits}


@unique
class Observes(Want, Enum):
    """What checks need observed."""

    VALUE = "what the run left under the name", None, _DESCRIBED
    FUNCTION = (
        "what the function returns for hidden arguments",
        lambda given: CallFunction(name=given.name, arguments=given.arguments),
    )
    MODEL = "the model's structure", None, _DESCRIBED
    WEIGHTS = "the model's weights, or answers that depend on them", None, _DESCRIBED
    COMPILED = "what the model was compiled with", None, _DESCRIBED
    PREDICTOR = (
        "what the model says of held-out images",
        lambda given: Predict(name=given.name, images=given.held_out(given.params["data"])),
        _DESCRIBED,  # so that the model can be rebuilt, and predict there too
    )
    HISTORY = "what `fit` returned", None, _DESCRIBED
    OWN = "the values from which the learner's answer starts, which may be of the learner's own choice"
    DATASET = "the elements, steps and examples of a `tf.data` pipeline", None, _DESCRIBED
    MEASURED = (
        "what the model in the parameter `model` comes to on the data set, as it was compiled",
        lambda given: Evaluate(name=given.name, model=given.params["model"]),
    )
    FITTED = "by which calls of `fit` the model was trained, and what each was given", None, _TRACED
    VALIDATED = "what the model says of a part of a data set that every kernel sees", _validate, _TRACED
    CALLBACK = "a callback's settings", None, _DESCRIBED
    ANSWERS = (
        "what all models say of the value, the one in the parameter `model` first",
        lambda given: Poll(name=given.name, model=given.params["model"]),
    )
    BEHAVIOUR = "what a model or layer answers to hidden inputs, in training and not", _behave
    GRADIENT = (
        "what the function returns for hidden arguments, and how that changes with them",
        lambda given: Differentiate(name=given.name, arguments=given.arguments),
    )
    CLASS = "what objects of the class return for a hidden input, with hidden weights", _make
    FILE = "the file of that name", None, {"": Open}
    DRAWN = "the value, and what figures show", lambda given: Show(name=given.name), _DESCRIBED
    CHOICE = (
        "what the function returns for lists of GPUs",
        lambda given: Choose(name=given.name, gpus=tuple(given.params["gpus"])),
    )
    PLACE = "the device on which the value is", lambda given: Locate(name=given.name)


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
"""The name of a model in a pipeline. The pipeline is observed once more without the model's effect."""
DrawnFrom = str
"""The name of a data set that is observed only in the reference, without the step that leaves a part of it."""

Labels = Annotated[npt.NDArray[np.integer[Any]], Injected.LABELS]
"""The labels of images, integers (images,)."""

Calibrated = Annotated[Spread, Injected.SPREAD]

Agreement = Annotated[float, Injected.TOLERANCE]

Inputs = Annotated[tuple[str, ...], Injected.INPUTS]


@unique
class Rerun(Enum):
    """A parameter for which a criterion's cells run once more, in addition to the run on hidden inputs."""

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


class IntermediateStep(TypedDict):
    """One value on the way to an answer, which the reference leaves under a name."""

    name: str
    what: str
    """The value, as a message calls it: "the hidden layer's sums"."""


def keys(check: Check) -> Mapping[str, Parameter]:
    """The TOML keys of a check, by name: its keyword-only parameters except those that grading supplies."""
    given = injected_parameters(check)
    parameters = signature(check).parameters.values()
    return {p.name: p for p in parameters if p.kind is Parameter.KEYWORD_ONLY and p.name not in given}


def observed_parameters(check: Check) -> Mapping[str, Want]:
    """Maps each parameter of a check that names something of the learner's to what it needs observed."""
    return {name: mark for name, mark in _marks(check) if isinstance(mark, Want)}


def learner_names(value: object) -> tuple[str, ...]:
    """The learner's names in a parameter that holds one or a list of them."""
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)


def rerun_parameters(check: Check) -> Mapping[Rerun, str]:
    """Maps each reason for which a check needs its cells run again to the parameter that gives it."""
    return {mark: name for name, mark in _marks(check) if isinstance(mark, Rerun)}


def injected_parameters(check: Check) -> Mapping[str, Injected]:
    """Maps each parameter that grading has to fill in to what it fills in."""
    return {name: mark for name, mark in _marks(check) if isinstance(mark, Injected)}


@cache
def _marks(check: Check) -> list[tuple[str, object]]:
    hints = get_type_hints(check, include_extras=True)
    return [(name, mark) for name, hint in hints.items() for mark in getattr(hint, "__metadata__", ())]
