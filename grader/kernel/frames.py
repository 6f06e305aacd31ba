"""Room for the frames of Python's calls, so that no call costs a system call.

CPython keeps frames in pieces of 16 KiB. A call for which the last piece has no room maps another one, and its return
unmaps it. A loop that calls across such an edge pays two system calls and a page fault each time: 14,000 times while
TensorFlow is imported, 13,000 times while one training begins. Where the edges lie depends on how deep the calls are,
and on nothing else.

A frame that fits into no such piece gets a larger one, whose size is a power of two, and what is left of that serves
the calls below. See `push_chunk` in CPython's `Python/pystate.c`.
"""

from collections.abc import Callable
from types import FunctionType
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

SLOTS = 65_000
"""Just more than half a mebibyte of pointers, so that a piece of one mebibyte is mapped: half of it is left, for about
a thousand frames. Memory that is not used is never taken."""


def with_room_for_calls(function: Callable[P, T]) -> Callable[P, T]:
    """A decorator: the same function, below which calls find their room mapped already. It is for a thread's outermost.

    The function must be one of Python's, and no coroutine or generator, whose frames lie elsewhere.
    """
    assert isinstance(function, FunctionType)
    function.__code__ = function.__code__.replace(co_stacksize=SLOTS)
    return function
