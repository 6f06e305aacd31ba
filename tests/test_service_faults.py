"""A service whose database server fails under it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest

from tests import servers, simulated
from tests.grader.service.web.serving import Client, notebook
from tests.service import Served
from tests.service_process import SIMULATED, WAIT_S, ServiceProcess


def hand_in(client: Client, answer: str) -> int:
    """The status of an answer."""
    return client.ask("POST", "/api/hand-in", notebook(answer), X_File_Name="sum.py").status


def stages(client: Client) -> dict[int, str]:
    """The stage of each attempt of the client's owner, by its number."""
    found = client.get("/api/attempts")
    return {one["attempt"]: one["stage"] for one in json.loads(found.text).get("attempts", ())}


def wait_for(client: Client, attempt: int, stage: str) -> None:
    """Until an attempt has come so far. Fails where it does not."""
    end = monotonic() + WAIT_S
    while (found := stages(client).get(attempt)) != stage:
        assert monotonic() < end, f"attempt {attempt} is {found}"
        sleep(0.05)


@pytest.fixture
def server() -> Iterator[servers.Server]:
    if not servers.PROGRAMS:
        pytest.skip("PostgreSQL is not installed; on Debian: apt-get install postgresql")
    with servers.postgresql() as server:
        yield server


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return simulated.course(tmp_path / "course")


@pytest.mark.database
def test_a_database_that_goes_and_comes_back(course: Path, server: servers.Server, tmp_path: Path) -> None:
    """Meanwhile nothing is acknowledged; then everything goes on by itself, live pages too."""
    place, out = server.new(), tmp_path / "out"
    with ServiceProcess.start(course, out, place=place, line=SIMULATED) as service:
        ada = service.by_token("ada")
        browser = Client(service.port, cookie=f"grader_session={service.enrol('ada')['ada']}")
        assert hand_in(ada, "total = 1") == 200
        wait_for(ada, 1, "judged")
        with browser.events() as (_, events):
            assert "judged" in next(events)
            server.kill()
            refused = ada.ask("POST", "/api/hand-in", notebook("total = 2"), X_File_Name="sum.py")
            monitor = Client(service.port)
            down = [browser.get("/").status, *(monitor.get(path).status for path in ("/health", "/health/live"))]
            server.start()
            wait_until_taken(ada, "total = 3")
            wait_for(ada, 2, "judged")
            shown = next(event for event in events if re.search(r"attempt </span>2.*judged", event))
        service.wait_until_ready()

    assert (refused.status, "receipt" in json.loads(refused.text)) == (503, False)
    assert down == [503, 503, 200]
    assert shown
    assert Served(course, out, place).results() == {("ada", 1): 1, ("ada", 2): 1}


def wait_until_taken(client: Client, answer: str) -> None:
    """Until a file is acknowledged. Fails where it is not."""
    end = monotonic() + WAIT_S
    while (status := hand_in(client, answer)) != 200:
        assert (status, monotonic() < end) == (503, True)
        sleep(0.1)
