"""Decides which run goes to which worker: a state machine without I/O, like `grader.engine.batch.state`.

A run that may have ended a worker waits for an empty worker and has it to itself. While no worker is empty, the one
that will be empty soonest gets no other run. A run that failed on a host is sent to a different one if there is any.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotRequest:
    """A run that waits for a slot."""

    ticket: str
    alone: bool = False
    avoid: frozenset[str] = frozenset()
    """The hosts on which it failed."""


@dataclass(slots=True, kw_only=True)
class _Worker:
    name: str
    host: str
    slots: int
    holds: set[str] = field(default_factory=set)
    reserved_for: str | None = None
    """The ticket of the run that has this worker to itself, or will have it."""

    @property
    def load(self) -> float:
        return len(self.holds) / self.slots


class SlotScheduler:
    """The slots of all workers, and the runs that wait for one."""

    def __init__(self) -> None:
        self._workers: dict[str, _Worker] = {}
        self._waiting: dict[str, SlotRequest] = {}

    @property
    def total(self) -> int:
        """The slots of all workers together."""
        return sum(worker.slots for worker in self._workers.values())

    def join(self, worker: str, *, host: str, slots: int) -> None:
        """Add a worker with that many slots."""
        self._workers[worker] = _Worker(name=worker, host=host, slots=slots)

    def leave(self, worker: str) -> None:
        """Remove a worker, and with it the slots of its runs."""
        self._workers.pop(worker, None)

    def request(self, ask: SlotRequest) -> None:
        """Queue a run until it gets a slot."""
        self._waiting[ask.ticket] = ask

    def release(self, ticket: str) -> None:
        """Remove a run from the queue, and free its slot if it has one."""
        self._waiting.pop(ticket, None)
        for worker in self._workers.values():
            worker.holds.discard(ticket)
            if worker.reserved_for == ticket:
                worker.reserved_for = None

    def assign(self) -> Iterator[tuple[str, str]]:
        """Give slots to waiting runs, first come, first served; yields the ticket and the worker of each."""
        for ask in list(self._waiting.values()):
            free = (one for one in self._allowed(ask) if one.reserved_for is None and len(one.holds) < one.slots)
            worker = self._alone(ask) if ask.alone else _idlest(free)
            if worker is not None:
                del self._waiting[ask.ticket]
                worker.holds.add(ask.ticket)
                yield ask.ticket, worker.name

    def _alone(self, ask: SlotRequest) -> _Worker | None:
        """An empty worker; if there is none, None, and the least busy worker is reserved for this run."""
        worker = next((one for one in self._workers.values() if one.reserved_for == ask.ticket), None)
        worker = worker or _idlest(one for one in self._allowed(ask) if one.reserved_for is None)
        if worker is None:
            return None
        worker.reserved_for = ask.ticket
        return None if worker.holds else worker

    def _allowed(self, ask: SlotRequest) -> list[_Worker]:
        """The workers on hosts where the run has not failed, busy or not; all workers if it failed on every host."""
        every = [*self._workers.values()]
        return [one for one in every if one.host not in ask.avoid] or every


def _idlest(workers: Iterable[_Worker]) -> _Worker | None:
    return min(workers, key=lambda one: one.load, default=None)


def host_of(worker: str) -> str:
    """The machine's name in a worker's address."""
    return urlsplit(worker).hostname or worker
