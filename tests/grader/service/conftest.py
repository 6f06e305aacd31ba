"""What is served, for tests with processes of their own."""

from pathlib import Path

import pytest

from tests import simulated
from tests.service import Served


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Served:
    """A small course and its empty gradebook, for processes whose kernels are simulated."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PYTHONPATH", str(simulated.ROOT))
    served = Served(simulated.course(tmp_path / "course"), tmp_path / "out", tmp_path / "out" / "gradebook.sqlite")
    served.make()
    return served
