"""What a running service took, and how quickly attempts were judged."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from itertools import pairwise
from statistics import quantiles
from typing import NamedTuple

import psutil

from tests.service_process import ServiceProcess


class Cpu(NamedTuple):
    """CPU seconds of a service."""

    web: float
    """The process that answers."""
    readers: float
    """Its children that read what is handed in."""
    judging: float
    """The coordinator with all that runs below it."""

    @classmethod
    def of(cls, service: ServiceProcess) -> "Cpu":
        """Those until now."""
        coordinator = service.coordinator
        children = service.web.children()
        return cls(
            web=sum(service.web.cpu_times()[:2]),
            readers=sum(_tree_s(one) for one in children if one != coordinator),
            judging=_tree_s(coordinator) if coordinator else 0.0,
        )

    def since(self, before: "Cpu") -> "Cpu":
        """What was spent after those."""
        return Cpu(*(now - then for now, then in zip(self, before, strict=True)))

    def each(self, count: int) -> "Cpu":
        """The share of one of so many."""
        return Cpu(*(one / count for one in self))


def _tree_s(root: psutil.Process) -> float:
    """Those of a process, of all below it, and of what each of these has waited for."""
    seconds = 0.0
    with suppress(psutil.NoSuchProcess):
        for one in (root, *root.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                seconds += sum(one.cpu_times()[:4])
    return seconds


class Life(NamedTuple):
    """When an attempt began to wait, and when it was judged."""

    received: datetime
    graded: datetime


def rate(lives: Sequence[Life], *, queued: int) -> float:
    """Attempts judged a second while at least so many waited or ran; 0 where that was never so."""
    changes = sorted([(one.received, 1) for one in lives] + [(one.graded, -1) for one in lives])
    waiting, judged, seconds = 0, 0, 0.0
    for (at, change), (until, following) in pairwise(changes):
        waiting += change
        if waiting >= queued:
            seconds += (until - at).total_seconds()
            judged += following == -1
    return judged / seconds if seconds else 0.0


def p95(values: Sequence[float]) -> float:
    """The 95th percentile."""
    return quantiles(values, n=20, method="inclusive")[-1]
