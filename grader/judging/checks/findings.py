"""What every check needs: the reference's value, and the finding that says why the learner's value can't be judged.

Missing values come first: a name that isn't defined, the stub's blank, an object of the wrong kind, an exception.
"""

import re
from collections.abc import Mapping
from enum import Enum, unique
from typing import TypeVar

from grader import evidence
from grader.model import Finding, Verdict
from grader.util.text import suggest

_NAMED = frozenset(
    ["array", "callback", "class", "dataset", "function", "history", "model", "number", "tensor", "text"]
)
"""Kinds in `Evidence.names` that the grader itself assigns; a message does not repeat any other."""

_TRACED = "in user code:"
"""The first line of TensorFlow's message for an error in a function that it has traced."""
_KIND = re.compile(r"\s*\w+(?:Error|Exception): ")
"""The beginning of that line's text; it is the kind of the error as a whole, too."""
_TRACED_NAME = re.compile(r"(?:\w+\.<locals>\.)+(?:tf__)?")
"""The prefix that TensorFlow puts before the name of a traced function."""

S = TypeVar("S", bound=evidence.Observation)

LONGEST_WORD = 60
"""The most characters of the learner's own words that a message quotes."""
HIDDEN = "hidden/"
"""Prefix of a key in `Evidence.seen`: what was observed only for this criterion, with inputs that the learner's code
could not know.
"""

ORIGIN = "origin/"
"""Follows `HIDDEN`: the evidence that was found after the learner's own values had been replaced by hidden ones
where they are made.
"""

AS_FOUND = "as found/"
"""Follows `HIDDEN`: what was found after the cells had run again on the values that their run left."""

ALONE = "{} alone/"
"""Follows `HIDDEN`: the evidence that was found if only this input was replaced by its hidden value."""

SPOILT = "spoilt/"
"""Follows `HIDDEN`: what was found if the results of the required functions were spoilt."""

LEFT = "left/"
"""Follows `HIDDEN`: how much was made without the required functions, if these have no result."""

FITS = "fits of "
"""Prefix of a key in `Evidence.seen`: the calls of `fit` by which the model of that name was trained."""

WITHOUT = "without/"
"""Follows `HIDDEN`: the elements that a pipeline yields if a model in it gives back its input."""

WHOLE = "whole of "
"""Prefix of a key in the reference's `Evidence.seen`: the whole data set of which the data set of that name is a
part.
"""


@unique
class ValueKind(Enum):
    """The kinds of value that checks look for: a message's word for such a value, then its kinds in
    `Evidence.names`.
    """

    TENSOR = "a tensor", "tensor", "array", "number"
    NUMBER = "a number", "tensor", "array", "number"
    FUNCTION = "a function", "function"
    MODEL = "a model", "model"
    HISTORY = "what `fit` returns", "history"
    ANYTHING = "something", "array", "class", "dataset", "function", "history", "model", "number", "tensor", "text"
    DATASET = "a data set", "dataset"
    CALLBACK = "a callback", "callback"
    CLASS = "a class", "class"
    TEXT = "a string", "text"

    def __init__(self, noun: str, *kinds: str) -> None:
        self.noun = noun
        self.kinds = kinds


_NUMBERS: Mapping[str, str] = {"array": "a NumPy array", "number": "a number", "list": "a list"}
"""Words for things that hold numbers and are not tensors."""
CALLABLE = "a function or a single layer"
"""The name for the kind "function" if a model is expected: each layer can be called, too."""
_OTHERS: Mapping[str, str] = {
    "NoneType": "None",
    "callback": "a callback",
    "class": "a class",
    "dataset": "a data set",
    "dict": "a dictionary",
    "ellipsis": "the blank `...`",
    "function": "a function",
    "list": "a list",
    "module": "a module",
    "tensor": "a symbolic tensor, without values",
    "text": "a string",
    "tuple": "a tuple",
}
"""Words for values that are not sent, by the kind that the probe gives them."""


def pass_finding(message: str, expected: str = "", actual: str = "") -> Finding:
    """A finding that a criterion is met."""
    return Finding(verdict=Verdict.PASS, message=message, expected=expected, actual=actual)


def fail_finding(message: str, expected: str = "", actual: str = "") -> Finding:
    """A finding that a criterion is not met."""
    return Finding(verdict=Verdict.FAIL, message=message, expected=expected, actual=actual)


def pass_unless(wrong: str, right: str, expected: str = "", actual: str = "") -> Finding:
    """A failing finding with the message `wrong`; if that is empty, a passing one with the message `right`."""
    return fail_finding(wrong, expected, actual) if wrong else pass_finding(right, expected, actual)


def reference_value(reference: evidence.Evidence, key: str, sort: type[S]) -> S:
    """The reference's observation under a key.

    Raises ValueError if it has a wrong type: then nothing can be judged, and no learner loses points.
    """
    seen = reference.seen.get(key)
    if not isinstance(seen, sort):
        raise ValueError(f"the reference shows no {sort.__name__} as {key!r}; it shows {seen!r:.200}")  # noqa: TRY004 - a value of the reference's is wrong, not a type of ours
    return seen


def own_value(
    learner: evidence.Evidence, reference: evidence.Evidence, key: str, sort: type[S], kind: ValueKind
) -> S | Finding:
    """The learner's observation under a key, or the failing finding that says why it can't be judged."""
    seen = learner.seen.get(key)
    return seen if isinstance(seen, sort) else unusable_finding(learner, reference, key, kind)


def unusable_finding(
    learner: evidence.Evidence, reference: evidence.Evidence, key: str, sort: ValueKind | type[evidence.Observation]
) -> Finding:
    """The failing finding for a value that is missing, blank, of a wrong kind, or that raised when used.

    `sort` is what is expected: a kind of value, or the record of a kind of evidence.
    """
    name = key.removeprefix(HIDDEN)
    wanted = _wanted(reference, key, sort)
    match learner.seen.get(key):
        case None:
            return fail_finding(f"`{name}` could not be inspected.", expected=wanted, actual="nothing")
        case evidence.Absent():
            return fail_finding(_undefined(learner, reference, name, sort), expected=wanted, actual="not defined")
        case evidence.Other(kind="ellipsis"):
            return fail_finding(f"`{name}` is still the blank `...`.", expected=wanted, actual="...")
        case evidence.Raised(error=error, message=message):
            return fail_finding(f"Using `{name}` raises {error}: {error_message(message)}", wanted, error)
        case evidence.Other(kind="function") if sort is ValueKind.MODEL:
            return fail_finding(f"`{name}` is {CALLABLE}; {wanted} is expected.", expected=wanted, actual=CALLABLE)
        case seen:
            noun = describe(seen)
            return fail_finding(f"`{name}` is {noun}; {wanted} is expected.", expected=wanted, actual=noun)


def _wanted(reference: evidence.Evidence, key: str, sort: ValueKind | type[evidence.Observation]) -> str:
    """A noun for the expected value: if any numbers are accepted, the kind of the reference's value."""
    seen = reference.seen.get(key)
    return describe(seen) if sort is ValueKind.TENSOR and isinstance(seen, evidence.Tensor) else sort.noun


def error_message(message: str) -> str:
    """An exception's message for people: its first line, without the names that TensorFlow gives its operations.

    If TensorFlow reports an error in a function that it has traced, the last line has the error that the function
    raised.
    """
    lines = re.sub(r"\{\{[^}]*\}\}\s*", "", message).strip().split("\n")
    plain = lines[0] if lines[0].strip() != _TRACED else _KIND.sub("", lines[-1])
    return _TRACED_NAME.sub("", re.sub(r"\s*\[Op:\w+\](?: name:.*)?$", "", plain)).strip()


def ordinal(place: int) -> str:
    """The word for a position counted from 0: "first", "second", …"""
    words = ("first", "second", "third", "fourth", "fifth")
    return words[place] if place < len(words) else f"{place + 1}th"


def describe(seen: evidence.Observation) -> str:
    """A noun phrase for an observation, with its article: "a model", "of type `Foo`"."""
    if isinstance(seen, evidence.Other):
        name, of, what = seen.kind.partition(" of ")  # a data set's description has the whole set's name
        return _OTHERS.get(seen.kind, f"of type `{name}`{of}{what}")
    if isinstance(seen, evidence.Tensor):
        return _NUMBERS.get(seen.kind, "a tensor")
    return seen.noun


def _undefined(
    learner: evidence.Evidence, reference: evidence.Evidence, name: str, sort: ValueKind | type[evidence.Observation]
) -> str:
    """A message that a name is missing, and which of the learner's own names may have been meant instead.

    Such a name is similar, or its value has the right kind. A name that the reference has too was given or means
    something else. If any kind is accepted, only a similar name is suggested.
    """
    own = {other: kind for other, kind in learner.names.items() if other not in reference.names}
    alike = [] if sort is ValueKind.ANYTHING else [other for other, kind in own.items() if kind in sort.kinds]
    nearest = suggest(name, own, cutoff=0.75) or suggest(name, alike, cutoff=0.0)
    if nearest is None:
        return f"`{name}` is not defined."
    kind = own[nearest]
    noun = (f"an {kind}" if kind[0] in "aeiou" else f"a {kind}") if kind in _NAMED else "something"
    return f"`{name}` is not defined; there is {noun} called `{nearest}`."
