"""Live pages, and a database that fails them for a while."""

import asyncio
from collections.abc import Mapping

import pytest

from grader.errors import StorageError
from grader.web import streams
from grader.web.streams import Streams, Topic


class Database:
    """What is shown counts up with each look; the second look fails, at one of its two questions."""

    def __init__(self, fails: str) -> None:
        self._fails = fails
        self._looks = 0

    def version(self) -> int:
        """The first question."""
        self._looks += 1
        return self._answer("version")

    def read(self, topics: frozenset[Topic]) -> Mapping[Topic, object]:
        """The second."""
        return dict.fromkeys(topics, self._answer("read"))

    def _answer(self, question: str) -> int:
        if self._looks == 2 and question == self._fails:
            raise StorageError("the server ended")
        return self._looks


@pytest.mark.parametrize("fails", ["version", "read"])
def test_a_database_that_fails_is_asked_again(fails: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A live page shows what has changed meanwhile, once the database answers again."""
    monkeypatch.setattr(streams, "FAILED_S", 0.0)
    database = Database(fails)

    async def first_two() -> list[str]:
        live = Streams(version=database.version, read=database.read, draw=lambda _, shown: str(shown))
        polling, found = asyncio.create_task(live.poll()), list[str]()
        async for text in live.follow("ada", is_open=lambda: True):
            found.append(text)
            if len(found) == 2:
                break
        polling.cancel()
        return found

    assert asyncio.run(asyncio.wait_for(first_two(), 60)) == ["1", "3"]
