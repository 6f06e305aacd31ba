"""What a command takes: processor time, wall time and memory of its whole tree of processes."""

import contextlib
import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import psutil

EVERY_S = 0.1
"""Between two looks at the memory."""


class Usage(NamedTuple):
    """What a command and all its children took."""

    cpu_s: float
    """User and system time; of a child, only where its parent waited for it."""
    wall_s: float
    peak_mib: float
    """The largest sum of proportional set sizes (PSS) seen. A page that several processes share counts once."""


def measure(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Usage:
    """Run a command in a folder, where its output becomes the file `printed.txt`. Raises `RuntimeError` if it fails."""
    printed, peak, ended = folder / "printed.txt", 0.0, 0
    with printed.open("wb") as output:
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=output)
        while not ended:
            peak = max(peak, tree_mib(process.pid))
            time.sleep(EVERY_S)
            ended, status, usage = os.wait4(process.pid, os.WNOHANG)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command[:4]} failed:\n{printed.read_text(errors='replace')}")
    return Usage(usage.ru_utime + usage.ru_stime, time.perf_counter() - began, peak)


def tree_mib(pid: int) -> float:
    """Memory that a process and all its descendants have now."""
    total = 0
    with contextlib.suppress(psutil.NoSuchProcess):
        root = psutil.Process(pid)
        for process in [root, *root.children(recursive=True)]:
            with contextlib.suppress(psutil.NoSuchProcess):
                total += process.memory_full_info().pss
    return total / 2**20
