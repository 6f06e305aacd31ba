"""Rules on files: which rights each version has, and what a process under rules can do."""

import json
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from grader.sandbox.inside import landlock

VERSIONS = {1: (13, 8), 2: (14, 8), 3: (15, 8), 4: (15, 16), 5: (16, 16), 6: (16, 24), 7: (16, 24), 99: (16, 24)}
"""Version to how many rights on files it knows, and how many bytes its ruleset has."""


@pytest.mark.parametrize("version", VERSIONS)
def test_a_version_is_asked_for_what_it_knows_and_no_more(version: int) -> None:
    """A machine's kernel refuses a right, or a word, that it has never heard of."""
    rights, size = VERSIONS[version]
    handled = landlock.handled_rights(version)

    assert handled.files == 2**rights - 1
    assert struct.pack(f"={size // 8}Q", *handled[: size // 8]) == landlock._described(handled)


def test_what_can_be_written_can_neither_be_executed_nor_be_a_device() -> None:
    """Rights to change files, of every version, leave these three out."""
    assert landlock.TO_CHANGE == 2**16 - 1 - (1 << 0) - (1 << 6) - (1 << 11)
    assert landlock.TO_READ == (1 << 0) + (1 << 2) + (1 << 3)


CHILD = """
import json, os, socket, subprocess, sys
from grader.sandbox.inside import landlock, libc
top, system = sys.argv[1], json.loads(sys.argv[2])
libc.prctl(38, 1)
version = landlock.restrict([*system, f"{top}/shown", f"{top}/absent"], [f"{top}/own", "/dev/null"])
def tried(act):
    try: act()
    except OSError as error: return type(error).__name__
    return "done"
def connect():
    with socket.socket() as one: one.connect(("127.0.0.1", 9))
print(json.dumps([version, {
    "read what is shown": tried(lambda: open(f"{top}/shown/file").read()),
    "write what is shown": tried(lambda: open(f"{top}/shown/file", "w")),
    "read what is not": tried(lambda: open(f"{top}/secret/file").read()),
    "list what is not": tried(lambda: os.listdir(f"{top}/secret")),
    "write beside it": tried(lambda: open(f"{top}/secret/new", "w")),
    "write what is one's own": tried(lambda: open(f"{top}/own/new", "w")),
    "move it": tried(lambda: os.rename(f"{top}/own/new", f"{top}/own/newer")),
    "move it out": tried(lambda: os.rename(f"{top}/own/newer", f"{top}/shown/newer")),
    "remove what is shown": tried(lambda: os.remove(f"{top}/shown/file")),
    "execute what is shown": tried(lambda: subprocess.run([f"{top}/shown/program"])),
    "execute what is one's own": tried(lambda: subprocess.run([f"{top}/own/program"])),
    "write to /dev/null": tried(lambda: open("/dev/null", "w").write("x")),
    "write to /proc": tried(lambda: open("/proc/self/oom_score_adj", "w").write("900")),
    "connect": tried(connect),
}]))
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Three folders, each with a file and a program."""
    for name in ("shown", "secret", "own"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text("x")
        (tmp_path / name / "program").write_text("#!/bin/sh\n")
        (tmp_path / name / "program").chmod(0o755)
    return tmp_path


def test_a_process_under_rules_reads_what_is_shown_and_changes_its_own(tree: Path) -> None:
    """Whatever the files' modes and mounts say; a path that does not exist is passed over."""
    system = ["/usr", "/bin", "/lib", "/lib64", "/etc", "/proc", sys.prefix, sys.base_prefix, *sys.path[1:]]
    command = [sys.executable, "-c", CHILD, str(tree), json.dumps([path for path in system if path])]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)

    version, said = json.loads(done.stdout)

    if not version:
        pytest.skip("this machine has no Landlock")
    assert {act for act, outcome in said.items() if outcome == "done"} == {
        "read what is shown",
        "list what is not",
        "write what is one's own",
        "move it",
        "execute what is shown",
        "write to /dev/null",
    }
    if version >= 4:
        assert said["connect"] == "PermissionError"
