"""Functions and classes of the learner's: called, made objects of, differentiated, or asked to choose a device."""

from typing import Annotated

import msgspec

from grader.evidence.records import Array, Ask, Observation, Record, Size
from grader.evidence.values import Raised, Returned


class CallFunction(Ask, frozen=True, kw_only=True, tag="call"):
    """Call the function of this name with each argument list, as float or integer tensors."""

    arguments: tuple[tuple[Array, ...], ...]

    @property
    def arrays(self) -> int:
        """One for each call."""
        return len(self.arguments)


class Make(Ask, frozen=True, kw_only=True, tag="make"):
    """Make an object of the class of this name with each argument list, give it hidden weights, and call it."""

    arguments: tuple[tuple[Array, ...], ...]
    inputs: Array
    seed: Size
    """Of the weights."""

    @property
    def arrays(self) -> int:
        """One for each call."""
        return len(self.arguments)


class Choose(Ask, frozen=True, kw_only=True, tag="choose"):
    """Call the function of this name with lists of so many GPUs, as TensorFlow lists them."""

    gpus: tuple[Size, ...]


class Calls(Observation, frozen=True, kw_only=True, tag="calls"):
    """A function's results for the argument lists it was called with, in order."""

    noun = "a function"
    hidden_rests_on = "hidden_inputs"

    results: Annotated[tuple[Returned, ...], msgspec.Meta(max_length=100)]


class Differentiate(Ask, frozen=True, kw_only=True, tag="differentiate"):
    """Call the function of this name with each argument list, and differentiate it there."""

    arguments: tuple[tuple[Array, ...], ...]

    @property
    def arrays(self) -> int:
        """For each call its value and two for each argument."""
        return sum(1 + 2 * len(arguments) for arguments in self.arguments)


class Gradient(Record, frozen=True, kw_only=True, tag="slope"):
    """A function at one argument list, and how its numbers, weighted and summed, change with each argument."""

    value: Returned
    analytic: Annotated[tuple[Array | None, ...], msgspec.Meta(max_length=20)]
    """What TensorFlow derives; None where nothing flows to the argument."""
    numeric: Annotated[tuple[Array | None, ...], msgspec.Meta(max_length=20)]
    """By central differences, float64; None where there are too many numbers."""


class Gradients(Observation, frozen=True, kw_only=True, tag="gradients"):
    """A function, differentiated at each of the argument lists."""

    noun = "a function"
    hidden_rests_on = "hidden_inputs"

    results: Annotated[tuple[Gradient | Raised, ...], msgspec.Meta(max_length=100)]
