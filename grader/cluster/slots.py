"""Which run is on which worker: a machine without I/O, as `grader.batch.state` is.

A run that may have ended a worker waits until one is empty and has it to itself. While no worker is empty, one that is
nearly so gets nothing more. A run that failed somewhere goes to another host, as long as there is one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotRequest:
    """A run that wants a seat."""

    ticket: str
    alone: bool = False
    avoid: frozenset[str] = frozenset()
    """Hosts on which it failed."""


@dataclass(slots=True, kw_only=True)
class _Worker:
    name: str
    host: str
    slots: int
    holds: set[str] = field(default_factory=set)
    kept_for: str | None = None
    """The ticket that has it, or will have it, to itself."""

    @property
    def load(self) -> float:
        return len(self.holds) / self.slots


class SlotScheduler:
    """Every worker's seats, and who waits for one."""

    def __init__(self) -> None:
        self._workers: dict[str, _Worker] = {}
        self._waiting: dict[str, SlotRequest] = {}

    @property
    def total(self) -> int:
        """Seats of all workers."""
        return sum(worker.slots for worker in self._workers.values())

    def host_of(self, worker: str) -> str:
        """The host that a worker is on; empty where there is no such worker any more."""
        found = self._workers.get(worker)
        return found.host if found else ""

    def join(self, worker: str, *, host: str, slots: int) -> None:
        """There is a worker more."""
        self._workers[worker] = _Worker(name=worker, host=host, slots=slots)

    def leave(self, worker: str) -> None:
        """There is one less, and whatever was on it has no seat."""
        self._workers.pop(worker, None)

    def request(self, ask: SlotRequest) -> None:
        """Someone wants a seat."""
        self._waiting[ask.ticket] = ask

    def release(self, ticket: str) -> None:
        """Someone needs none any more, whether it had one or not."""
        self._waiting.pop(ticket, None)
        for worker in self._workers.values():
            worker.holds.discard(ticket)
            if worker.kept_for == ticket:
                worker.kept_for = None

    def assign(self) -> Iterator[tuple[str, str]]:
        """Ticket and worker for each of those waiting who can have a seat now, first come, first served."""
        for ask in list(self._waiting.values()):
            worker = self._alone(ask) if ask.alone else self._shared(ask)
            if worker is not None:
                del self._waiting[ask.ticket]
                worker.holds.add(ask.ticket)
                yield ask.ticket, worker.name

    def _shared(self, ask: SlotRequest) -> _Worker | None:
        return _idlest(one for one in self._allowed(ask) if one.kept_for is None and len(one.holds) < one.slots)

    def _alone(self, ask: SlotRequest) -> _Worker | None:
        """An empty worker; where there is none, the one that is soonest empty is kept for it."""
        kept = next((one for one in self._workers.values() if one.kept_for == ask.ticket), None)
        kept = kept or _idlest(one for one in self._allowed(ask) if one.kept_for is None)
        if kept is None:
            return None
        kept.kept_for = ask.ticket
        return None if kept.holds else kept

    def _allowed(self, ask: SlotRequest) -> list[_Worker]:
        """The workers on hosts where the run has not failed, busy or not; all where there are none."""
        every = [*self._workers.values()]
        return [one for one in every if one.host not in ask.avoid] or every


def _idlest(workers: Iterable[_Worker]) -> _Worker | None:
    return min(workers, key=lambda one: one.load, default=None)
