"""Builds a wheel of the grader that runs here, from its sources or from the installed files."""

import os
import shutil
import subprocess
import tempfile
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import distribution
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import grader
from grader import DISTRIBUTION
from grader.errors import SystemFault
from grader.util.processes import python_command, without_relative_parts

PRODUCT: Final = ("grader", "reports")
"""The packages of which the grader consists."""
EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""Every file's time in an archive, so that the same content makes the same archive."""
SOURCES: Final = ("pyproject.toml", "README.md", "LICENSE", "NOTICE", *PRODUCT)
"""The files in a folder of sources that belong to the wheel."""
EPOCH_S: Final = "315532800"
"""The time of every file in a wheel that is built, in Unix seconds: the same sources make the same wheel."""
BUILD_S: Final = 600.0
_OF_AN_INSTALLATION = frozenset({"RECORD", "INSTALLER", "REQUESTED", "direct_url.json"})
"""Files among a distribution's metadata that describe how it was installed here."""


def product_wheel() -> tuple[str, bytes]:
    """The wheel's name and content. Raises `SystemFault` if it can't be built."""
    root = Path(grader.__file__).parents[1]
    return _built(root) if (root / "pyproject.toml").is_file() else _packed_again()


def _built(root: Path) -> tuple[str, bytes]:
    """A wheel built from sources with the tools installed here; from a copy, because builds leave files behind."""
    with tempfile.TemporaryDirectory(prefix="grader-") as scratch:
        copy, into = Path(scratch, "sources"), Path(scratch, "wheel")
        copy.mkdir()
        for name in SOURCES:
            if (root / name).is_dir():
                shutil.copytree(root / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
            elif (root / name).is_file():
                shutil.copy(root / name, copy / name)
        command = python_command("-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation")
        _run([*command, "--wheel-dir", str(into), str(copy)])
        (wheel,) = into.glob("*.whl")
        return wheel.name, wheel.read_bytes()


def _run(command: list[str]) -> None:
    environment = without_relative_parts(os.environ) | {"SOURCE_DATE_EPOCH": EPOCH_S}
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, env=environment, timeout=BUILD_S)
    except subprocess.CalledProcessError as error:
        reason = (error.stderr.strip().splitlines() or ["no message"])[-1]
        raise SystemFault(f"the grader's wheel can't be built ({reason}); type: pip install setuptools") from error
    except subprocess.TimeoutExpired as error:
        raise SystemFault(f"the grader's wheel can't be built (nothing for {BUILD_S:.0f} s)") from error


def _packed_again() -> tuple[str, bytes]:
    """A wheel made from the files of the installed distribution, with a list of them in the format of wheels."""
    ours = distribution(DISTRIBUTION)
    stem = f"{DISTRIBUTION.replace('-', '_')}-{ours.version}"
    listed: list[str] = []
    with tempfile.TemporaryFile() as file:
        with ZipFile(file, "w", ZIP_DEFLATED) as wheel:
            for inside, content in _installed():
                wheel.writestr(ZipInfo(inside, EPOCH), content, ZIP_DEFLATED)
                digest = urlsafe_b64encode(sha256(content).digest()).rstrip(b"=").decode()
                listed.append(f"{inside},sha256={digest},{len(content)}\n")
            record = f"{stem}.dist-info/RECORD"
            wheel.writestr(ZipInfo(record, EPOCH), "".join([*listed, f"{record},,\n"]), ZIP_DEFLATED)
        file.seek(0)
        return f"{stem}-py3-none-any.whl", file.read()


def _installed() -> Iterator[tuple[str, bytes]]:
    """Path and content of each file of the installed distribution that was in its wheel."""
    for path in sorted(distribution(DISTRIBUTION).files or (), key=str):
        outside = ".." in path.parts or "__pycache__" in path.parts
        if not outside and not (path.parent.suffix == ".dist-info" and path.name in _OF_AN_INSTALLATION):
            yield path.as_posix(), Path(path.locate()).read_bytes()


def add_file(archive: ZipFile, name: str, content: bytes, mode: int = 0o644) -> None:
    """Put a file into an archive, with a fixed time and mode, so that the same content makes the same archive."""
    info = ZipInfo(name, EPOCH)
    info.compress_type = ZIP_DEFLATED
    info.external_attr = (0o100000 | mode) << 16
    archive.writestr(info, content)
