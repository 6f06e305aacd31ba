"""A process's memory joined into huge pages."""

import subprocess
import sys
from pathlib import Path

import pytest

JOIN = """
import re
from pathlib import Path
from grader.probe.inside.tuning.memory import join_pages

def joined():
    return int(re.search(r"AnonHugePages: +(\\d+)", Path("/proc/self/smaps_rollup").read_text())[1]) // 1024

kept = [bytes([number % 256]) * 1000 for number in range(100_000)]
before = joined()
join_pages()
assert all(one == bytes([number % 256]) * 1000 for number, one in enumerate(kept))
print(joined() - before)
"""
SETTING = Path("/sys/kernel/mm/transparent_hugepage/enabled")


@pytest.mark.skipif(not SETTING.exists(), reason="this system has no huge pages")
def test_memory_is_joined_and_stays_what_it_was() -> None:
    """Most of 100 MiB lie in huge pages afterwards, with the same content."""
    ended = subprocess.run([sys.executable, "-c", JOIN], capture_output=True, text=True, check=True)

    assert int(ended.stdout) > 50
