"""`grader serve` as its operator runs it: two processes that answer, and end together."""

from pathlib import Path

import psutil
import pytest

from tests import simulated
from tests.grader.service.web.serving import notebook
from tests.service_process import WAIT_S, ServiceProcess

pytestmark = pytest.mark.kernel


def test_it_takes_a_hand_in_without_tensorflow_and_leaves_no_process(tmp_path: Path) -> None:
    """The web process stays small, and SIGTERM ends it, its readers and the process that judges."""
    course, out = simulated.course(tmp_path / "course"), tmp_path / "out"
    with ServiceProcess.start(course, out, "--workers", "1") as service:
        answer = service.by_token("ada").ask("POST", "/api/hand-in", notebook(), X_File_Name="sum.py")
        family = service.web.children(recursive=True)
        loaded = Path(f"/proc/{service.process.pid}/maps").read_text(encoding="utf-8")

    assert (answer.status, '"attempt":1' in answer.text) == (200, True)
    assert family
    assert "tensorflow" not in loaded
    assert service.process.returncode == 0
    assert psutil.wait_procs(family, timeout=WAIT_S)[1] == []
