"""How often the pages of all learners are drawn while a service runs."""

import asyncio
from typing import cast

import pytest

from grader.service import page_drawing
from grader.service.page_drawing import PageDrawing
from reports.publish import PageWriter


class Drawings:
    """Stands for what draws, and notes whether each drawing came before the service was to end."""

    def __init__(self) -> None:
        self.stop, self.first = asyncio.Event(), asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self.before_stop: list[bool] = []

    def write_index(self, *, every: bool) -> None:
        """Note it."""
        assert not every
        self.before_stop.append(not self.stop.is_set())
        self._loop.call_soon_threadsafe(self.first.set)


@pytest.mark.parametrize(("rest", "drawn"), [(0.0, [True, True]), (1e9, [True, False])])
def test_a_drawing_that_takes_long_is_followed_by_a_long_rest(
    rest: float, drawn: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A change after it is drawn when the rest is over, or the service ends: drawing never takes most of the time."""
    monkeypatch.setattr(page_drawing, "COHORT_S", 0.0)
    monkeypatch.setattr(page_drawing, "REST", rest)

    async def served() -> list[bool]:
        drawings = Drawings()
        pages = PageDrawing(lambda: cast("PageWriter", drawings))
        keeping = asyncio.create_task(pages.keep_up(drawings.stop))
        await drawings.first.wait()
        pages._changed.set()
        for _ in range(10_000):
            await asyncio.sleep(0)
            if len(drawings.before_stop) > 1:
                break
        drawings.stop.set()
        await keeping
        return drawings.before_stop

    assert asyncio.run(served()) == drawn
