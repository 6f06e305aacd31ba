"""The order in which a file's cells run: as they stand, unless one of them came too early.

A cell that stopped at a name which a later cell binds, such as an answer above the given cells, belongs behind that
cell. All cells then run anew in a fresh kernel, for what the cell did before it stopped would otherwise happen twice.
What a kernel says of names decides nothing but the order of the learner's own cells, and how often they run is bounded.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from grader.model import CellRun
from grader.source.changes import Change, ChangeKind

ATTEMPTS = 4
"""The most orders that are tried."""
_NAME = re.compile(r"name '(\w{1,200})' is not defined")


@dataclass(frozen=True, slots=True)
class CellOrder:
    """The places of cells in the order in which they run."""

    places: tuple[int, ...]
    moved: Mapping[int, tuple[int, str]] = field(default_factory=dict)
    """The place of a cell that runs later than it stands, to the cell that it runs behind, and the name it needs."""

    @classmethod
    def as_written(cls, cells: int) -> Self:
        """Of so many cells, as they stand."""
        return cls(tuple(range(cells)))

    def improved(self, runs: Sequence[CellRun], binds: Sequence[frozenset[str]]) -> "CellOrder | None":
        """The order in which each cell that stopped at a name stands behind one that binds it; None where none does.

        `runs` has all cells after a run in this order. For each of them `binds` has the names that it binds, or is
        empty.
        """
        moves = dict(self._moves(runs, binds)) if binds else {}
        if not moves:
            return None
        places = list(self.places)
        for place in reversed(self.places):  # so that those behind one cell keep their order
            if place in moves:
                places.remove(place)
                places.insert(places.index(moves[place][0]) + 1, place)
        return CellOrder(tuple(places), {**self.moved, **moves})

    def _moves(self, runs: Sequence[CellRun], binds: Sequence[frozenset[str]]) -> Iterator[tuple[int, tuple[int, str]]]:
        """Each cell that stopped at a name, with the first later one that binds it and ended well, or will."""
        missing = {place: missing_name(runs[place]) for place in self.places}
        for number, place in enumerate(self.places):
            name = missing[place]
            if name is None or name in binds[place]:
                continue
            later = (one for one in self.places[number + 1 :] if name in binds[one])
            behind = next((one for one in later if runs[one].error is None or missing[one]), None)
            if behind is not None:
                yield place, (behind, name)

    def changes(self) -> Mapping[int, Change]:
        """The place of each cell that ran elsewhere than it stands, to the change that this was."""
        return {place: _moved_behind(*where) for place, where in self.moved.items()}


def _moved_behind(behind: int, name: str) -> Change:
    said = f"`{name}` was not defined yet, so this cell ran after cell {behind + 1}, which defines it."
    return Change(kind=ChangeKind.REORDERED, sentence=said)


def missing_name(run: CellRun) -> str | None:
    """The name at which a cell stopped, if that is how it ended."""
    if run.error is None or run.error.name != "NameError":
        return None
    found = _NAME.search(run.error.message)
    return found[1] if found else None
