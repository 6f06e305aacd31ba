"""What the web process asks of the system."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
HELD = """
import os, socket
from grader.service.web import server
server.allow_connections()
held = [socket.socket() for _ in range(server._AT_ONCE)]
print(len(held))
"""


def test_it_may_hold_as_many_connections_as_it_takes() -> None:
    """Also where the system allows 1,024 open files to who does not ask for more."""
    if 0 <= resource.getrlimit(resource.RLIMIT_NOFILE)[1] < 3_000:
        pytest.skip("this account may not open as many files")
    line = ["sh", "-c", 'ulimit -Sn 1024; exec "$@"', "sh", sys.executable, "-c", HELD]
    ended = subprocess.run(line, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=True)

    assert ended.stdout == "2500\n"
