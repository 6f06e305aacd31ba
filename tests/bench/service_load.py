"""What a running service took, and how quickly attempts were judged."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from statistics import quantiles
from typing import NamedTuple

import psutil

from tests.service_process import ServiceProcess


class Cpu(NamedTuple):
    """CPU seconds of a service's two processes, without kernels and what reads files."""

    web: float
    """The process that answers."""
    coordinator: float
    """The process that judges."""

    @classmethod
    def of(cls, service: ServiceProcess) -> "Cpu":
        """Those until now."""
        coordinator = service.coordinator
        return cls(web=_own_s(service.web), coordinator=_own_s(coordinator) if coordinator else 0.0)

    def since(self, before: "Cpu") -> "Cpu":
        """What was spent after those."""
        return Cpu(*(now - then for now, then in zip(self, before, strict=True)))

    def each(self, count: int) -> "Cpu":
        """The share of one of so many."""
        return Cpu(*(one / count for one in self))


def _own_s(process: psutil.Process) -> float:
    return float(sum(process.cpu_times()[:2]))


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
