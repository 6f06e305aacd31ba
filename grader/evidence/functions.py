"""A learner's functions and classes: called, made into objects, differentiated, or asked to choose a device."""

from typing import Annotated

import msgspec

from grader.evidence.records import Array, Ask, Observation, Record, Size
from grader.evidence.values import Raised, Returned


class CallFunction(Ask, frozen=True, kw_only=True, tag="call"):
    """Call the function with this name with each argument list, as float or integer tensors."""

    arguments: tuple[tuple[Array, ...], ...]

    @property
    def arrays(self) -> int:
        """The number of arrays: one for each call."""
        return len(self.arguments)


class Make(Ask, frozen=True, kw_only=True, tag="make"):
    """Make an object of the class with this name with each argument list, give it hidden weights, and call it."""

    arguments: tuple[tuple[Array, ...], ...]
    inputs: Array
    seed: Size
    """The seed of the weights."""

    @property
    def arrays(self) -> int:
        """The number of arrays: one for each call."""
        return len(self.arguments)


class Choose(Ask, frozen=True, kw_only=True, tag="choose"):
    """Call the function with this name with lists of this many GPUs, as TensorFlow lists them."""

    gpus: tuple[Size, ...]


class Calls(Observation, frozen=True, kw_only=True, tag="calls"):
    """A function's results for the argument lists with which it was called, in order."""

    noun = "a function"
    hidden_rests_on = "hidden_inputs"

    results: Annotated[tuple[Returned, ...], msgspec.Meta(max_length=100)]


class Differentiate(Ask, frozen=True, kw_only=True, tag="differentiate"):
    """Call the function with this name with each argument list, and differentiate it there."""

    arguments: tuple[tuple[Array, ...], ...]

    @property
    def arrays(self) -> int:
        """The number of arrays: the value of each call, and two for each argument."""
        return sum(1 + 2 * len(arguments) for arguments in self.arguments)


class Gradient(Record, frozen=True, kw_only=True, tag="slope"):
    """The gradients of a function at one argument list: how the weighted sum of its results changes per argument."""

    value: Returned
    analytic: Annotated[tuple[Array | None, ...], msgspec.Meta(max_length=20)]
    """The gradients from TensorFlow; None for an argument on which nothing depends."""
    numeric: Annotated[tuple[Array | None, ...], msgspec.Meta(max_length=20)]
    """The gradients from central differences, float64; None if there are too many numbers."""


class Gradients(Observation, frozen=True, kw_only=True, tag="gradients"):
    """The gradients of a function at each of the argument lists."""

    noun = "a function"
    hidden_rests_on = "hidden_inputs"

    results: Annotated[tuple[Gradient | Raised, ...], msgspec.Meta(max_length=100)]
