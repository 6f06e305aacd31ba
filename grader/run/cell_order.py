"""The order in which a file's cells run: as they stand, and a cell once more where it came too early.

A cell that stopped at a name which a later cell binds, such as an answer above the given cells, runs again as soon as
that cell has run. What the kernel says of names only decides when the learner's own cells run again, and how often is
bounded.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from grader.model import CellRun

_AGAIN = 3
"""The most times that one cell runs again."""
_NAME = re.compile(r"name '(\w{1,200})' is not defined")


class CellOrder:
    """Iterates over the places of cells in the order in which they run. Call `record_cell` before the next one."""

    def __init__(self, cells: int, binds: Sequence[frozenset[str]]) -> None:
        """`cells` is how many there are; for each of them `binds` has the names that it binds, or is empty."""
        self._cells = cells
        self._binds = binds or (frozenset[str](),) * cells
        self._waiting: dict[int, str] = {}
        """Cells that stopped at a name, and that name."""
        self._ready: list[int] = []
        self._times = Counter[int]()
        self._after: dict[int, tuple[int, str]] = {}
        """Cells that run again, the cell that each waited for, and the name."""
        self._last: dict[int, None] = {}

    @property
    def run_order(self) -> tuple[int, ...]:
        """The cells that ran, in the order in which each last did."""
        return tuple(self._last)

    def __iter__(self) -> Iterator[int]:
        for index in range(self._cells):
            yield index
            while self._ready:
                yield self._ready.pop(0)

    def record_cell(self, index: int, run: CellRun) -> None:
        """Record how a cell ended, and which other cells can run now."""
        self._waiting.pop(index, None)
        self._last.pop(index, None)
        self._last[index] = None
        name = _missing(run)
        if name is not None:
            if name not in self._binds[index]:
                self._waiting[index] = name
            return
        if run.error or not self._waiting:
            return
        made = self._binds[index]
        for other, waits_for in sorted(self._waiting.items()):
            if waits_for in made and self._times[other] < _AGAIN and other not in self._ready:
                self._times[other] += 1
                self._after[other] = index, waits_for
                self._ready.append(other)

    def remarks(self, index: int) -> tuple[str, ...]:
        """Remarks on a cell that ran elsewhere than in its place."""
        if index not in self._after:
            return ()
        after, name = self._after[index]
        return (f"`{name}` was not defined yet, so this cell ran again after cell {after + 1}, which defines it.",)


def _missing(run: CellRun) -> str | None:
    """The name at which a cell stopped, if that is how it ended."""
    if run.error is None or run.error.name != "NameError":
        return None
    found = _NAME.search(run.error.message)
    return found[1] if found else None
