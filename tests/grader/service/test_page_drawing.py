"""When the pages of all learners are drawn while a service runs."""

import asyncio
from collections.abc import Callable
from typing import cast

import pytest

from grader.service import page_drawing
from grader.service.page_drawing import PageDrawing
from reports.publish import PagesVersion, PageWriter

FIRST = PagesVersion(last_result=1, besides=(0,))
RESULT = PagesVersion(last_result=2, besides=(0,))
DECISION = PagesVersion(last_result=2, besides=(1,))


class Drawings:
    """Stands for what draws: what changes after its first drawing, and whether each came before the service's end."""

    def __init__(self, change: PagesVersion, fails: Callable[[int], bool] = lambda _: False) -> None:
        self.stop = asyncio.Event()
        self._change = change
        self._fails = fails
        self._looks_after = 0
        self._loop = asyncio.get_running_loop()
        self.before_stop: list[bool] = []

    def version(self) -> PagesVersion:
        """Another one after the first drawing; a few looks later the service is to end."""
        if not self.before_stop:
            return FIRST
        self._looks_after += 1
        if self._looks_after > 4:
            self._loop.call_soon_threadsafe(self.stop.set)
        return self._change

    def write_index(self, *, every: bool) -> None:
        """Note it."""
        assert not every
        self.before_stop.append(not self.stop.is_set())
        if self._fails(len(self.before_stop)):
            raise OSError("no space")


def drawings(make: Callable[[], Drawings]) -> list[bool]:
    async def served() -> list[bool]:
        one = make()
        await PageDrawing(lambda: cast("PageWriter", one)).keep_up(one.stop)
        return one.before_stop

    return asyncio.run(served())


@pytest.mark.parametrize(
    ("change", "cohort_s", "rest", "drawn"),
    [
        (RESULT, 0.0, 0.0, [True, True]),
        (RESULT, 1e9, 0.0, [True, False]),
        (DECISION, 1e9, 0.0, [True, True]),
        (DECISION, 0.0, 1e9, [True, False]),
        (FIRST, 0.0, 0.0, [True]),
    ],
)
def test_a_change_is_drawn_after_a_rest_or_at_the_end(
    change: PagesVersion, cohort_s: float, rest: float, drawn: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Results wait for a minute, a decision does not; drawing never takes most of the time; nothing new, no drawing."""
    monkeypatch.setattr(page_drawing, "LOOK_S", 0.0)
    monkeypatch.setattr(page_drawing, "COHORT_S", cohort_s)
    monkeypatch.setattr(page_drawing, "REST", rest)

    assert drawings(lambda: Drawings(change)) == drawn


def test_what_could_not_be_drawn_is_drawn_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that was full for a moment does not leave the pages as they were until somebody hands in."""
    monkeypatch.setattr(page_drawing, "LOOK_S", 0.0)
    monkeypatch.setattr(page_drawing, "COHORT_S", 0.0)
    monkeypatch.setattr(page_drawing, "REST", 0.0)

    assert drawings(lambda: Drawings(FIRST, fails=lambda number: number == 1)) == [True, True]
