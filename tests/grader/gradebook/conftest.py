"""Both databases, for tests that hold of each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.gradebook import Gradebook
from grader.gradebook.opening import GradebookLocation
from tests import servers


@pytest.fixture(scope="session")
def server() -> Iterator[servers.Server]:
    if not servers.PROGRAMS:
        pytest.skip("PostgreSQL is not installed; on Debian: apt-get install postgresql")
    with servers.postgresql() as server:
        yield server


@pytest.fixture(params=["file", pytest.param("server", marks=pytest.mark.database)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> GradebookLocation:
    """Where there is no gradebook yet."""
    if request.param == "file":
        return tmp_path / "out" / "gradebook.sqlite"
    url: str = request.getfixturevalue("server").new()
    return url


@pytest.fixture
def book(place: GradebookLocation) -> Iterator[Gradebook]:
    with Gradebook.open(place) as gradebook:
        yield gradebook
