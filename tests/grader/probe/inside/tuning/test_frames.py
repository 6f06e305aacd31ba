"""Calls cost no system call, however deep the calls are from which they come."""

import resource

from grader.probe.inside.tuning.memory import with_room_for_calls

DEPTHS, CALLS = 400, 200


def leaf() -> None:
    """What is called again and again, with a frame larger than its callers'."""


leaf.__code__ = leaf.__code__.replace(co_stacksize=200)


def faults_at(depth: int) -> int:
    """Page faults of as many calls from that deep."""
    if depth:
        return faults_at(depth - 1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(CALLS):
        leaf()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def most() -> int:
    """The most faults at any depth."""
    return max(map(faults_at, range(DEPTHS)))


def wide_most() -> int:
    """The same, in a function that is decorated."""
    return most()


def test_no_call_maps_memory_below_a_frame_with_room() -> None:
    """Elsewhere some depth pays a fault a call."""
    assert most() >= CALLS
    assert with_room_for_calls(wide_most)() < CALLS
