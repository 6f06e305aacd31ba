"""One server for all tests of a module."""

from collections.abc import Iterator

import pytest

from tests.grader.service.web.serving import Served


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The small course, served on loopback to people of every role."""
    with Served.start(tmp_path_factory.mktemp("served")) as one:
        yield one
