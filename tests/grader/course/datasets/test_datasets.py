"""The data that kernels see, and the data that they never see."""

import shutil
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from PIL import Image

from grader.course.datasets import datasets, held_out, preparing
from grader.errors import StorageError

COURSE_ROOT = Path(__file__).parents[4]
MNIST_HELD_OUT = "c0c5e199a888f3f3c2f0dabcdc143026691ab02a735580ca0a261f6cc8f71366"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A course root with a copy of the small sets that a test may damage."""
    shutil.copytree(COURSE_ROOT / "exercises" / "_data", tmp_path / "exercises" / "_data")
    return tmp_path


def test_the_committed_sets_are_intact(tmp_path: Path) -> None:
    """The repository's own files have the sums beside them, and the folder is the one that kernels see."""
    said: list[str] = []
    prepared = preparing.prepare_data_sets(COURSE_ROOT, tmp_path, full=False, report=said.append)
    assert prepared == datasets.folder(COURSE_ROOT, "small")
    assert said == [f"The small data sets are intact: {prepared}"]


@pytest.mark.parametrize("script", [preparing.NETWORK_SCRIPT, preparing.TFDS_SCRIPT])
def test_a_script_that_writes_data_is_where_it_is_looked_for(script: Path) -> None:
    """A machine with nothing in its cache can make the data."""
    assert script.is_file()


def test_a_damaged_file_is_named(copied: Path) -> None:
    """One changed byte is found, and the sentence says what to type."""
    file = copied / "exercises/_data/tfds/mnist/3.0.1/mnist-test.tfrecord-00000-of-00001"
    damaged = bytearray(file.read_bytes())
    damaged[1000] ^= 1
    file.write_bytes(damaged)
    with pytest.raises(StorageError, match=r"mnist-test.* is damaged .*; type: git checkout -- exercises/_data$"):
        preparing.prepare_data_sets(copied, copied, full=False, report=print)


def test_a_missing_file_is_named(copied: Path) -> None:
    """A file that only SHA256SUMS knows is missing."""
    (copied / "exercises/_data/tfds/fashion_mnist/3.0.1/label.labels.txt").unlink()
    with pytest.raises(StorageError, match=r"label\.labels\.txt: is missing; type: git checkout"):
        preparing.prepare_data_sets(copied, copied, full=False, report=print)


def test_a_file_too_many_is_named(copied: Path) -> None:
    """A file that SHA256SUMS does not know could change what tfds loads."""
    (copied / "exercises/_data/tfds/mnist/3.0.2").mkdir()
    (copied / "exercises/_data/tfds/mnist/3.0.2/dataset_info.json").write_text("{}")
    with pytest.raises(StorageError, match=r"3\.0\.2/dataset_info\.json: belongs to no data set; type: git checkout"):
        preparing.prepare_data_sets(copied, copied, full=False, report=print)


def test_missing_sums_are_named(copied: Path) -> None:
    """Without SHA256SUMS nothing can be called intact."""
    (copied / "exercises/_data/SHA256SUMS").unlink()
    with pytest.raises(StorageError, match=r"SHA256SUMS: cannot be read; type: git checkout -- exercises/_data$"):
        preparing.prepare_data_sets(copied, copied, full=False, report=print)


def test_the_full_folder_must_be_prepared_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A course with the full data says what to type where they were never prepared."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with pytest.raises(StorageError, match=r"the full data set mnist is missing; type: grader data --full$"):
        datasets.folder(COURSE_ROOT, "full")


def test_the_full_folder_lies_in_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sets prepared under XDG_CACHE_HOME are the ones that kernels see."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    shutil.copytree(COURSE_ROOT / "exercises/_data/tfds", tmp_path / "grader/tfds")
    assert datasets.folder(COURSE_ROOT, "full") == tmp_path / "grader" / "tfds"


def test_the_cache_has_a_place_without_xdg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where XDG_CACHE_HOME is unset or empty the cache is ~/.cache/grader."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", "")
    assert datasets.cache_home() == tmp_path / ".cache" / "grader"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert datasets.cache_home() == tmp_path / ".cache" / "grader"


def test_the_digest_follows_what_is_mounted(copied: Path) -> None:
    """Equal folders have equal digests, wherever they lie; another description or another size has another."""
    before = datasets.data_digest(copied, "small")
    assert before == datasets.data_digest(COURSE_ROOT, "small")
    info = copied / "exercises/_data/tfds/mnist/3.0.1/dataset_info.json"
    info.write_text(info.read_text().replace('"6000"', '"5999"'))
    described = datasets.data_digest(copied, "small")
    with (info.parent / "mnist-train.tfrecord-00000-of-00001").open("ab") as images:
        images.write(b"\0")
    assert len({before, described, datasets.data_digest(copied, "small")}) == 3


@pytest.mark.parametrize("data_set", get_args(datasets.TfdsDataSet))
def test_the_sealed_images_are_a_thousand_of_ten_kinds(data_set: datasets.TfdsDataSet) -> None:
    """Shapes and dtypes are as promised, every label occurs, and no image is blank."""
    sealed = held_out.load_held_out(COURSE_ROOT, data_set)
    assert (sealed.images.dtype.name, sealed.images.shape) == ("uint8", (1000, 28, 28, 1))
    assert (sealed.labels.dtype.name, sealed.labels.shape) == ("int64", (1000,))
    assert np.bincount(sealed.labels, minlength=10).min() >= 80
    assert sealed.images.reshape(1000, -1).max(axis=1).min() > 100


def test_every_held_out_image_is_turned() -> None:
    """No image is the official one any more, its ink is still there and stays in place, the labels keep their order."""
    with np.load(COURSE_ROOT / "solutions" / "_sealed" / "mnist.npz") as official:
        images, labels = official["images"], official["labels"]
    turned = held_out.load_held_out(COURSE_ROOT, "mnist")
    known = {image.tobytes() for image in images}

    assert not any(image.tobytes() in known for image in turned.images)
    assert turned.images.shape == images.shape
    assert abs(turned.images.mean() / images.mean() - 1) < 0.03
    assert np.abs(_centres(turned.images) - _centres(images)).max() < 1.5
    np.testing.assert_array_equal(turned.labels, labels)


@pytest.mark.parametrize("data_set", get_args(datasets.TfdsDataSet))
def test_images_for_practice_are_none_that_marks_are_given_by(data_set: datasets.TfdsDataSet) -> None:
    """Neither as official images nor as they are turned; and they are as many, of as many kinds."""
    sealed = COURSE_ROOT / "solutions" / "_sealed"
    with np.load(sealed / f"{data_set}.npz") as marks, np.load(sealed / "practice" / f"{data_set}.npz") as practice:
        official = {image.tobytes() for image in marks["images"]}
        assert not any(image.tobytes() in official for image in practice["images"])
    turned = held_out.load_held_out(COURSE_ROOT, data_set, practice=True)
    known = {image.tobytes() for image in held_out.load_held_out(COURSE_ROOT, data_set).images}

    assert not any(image.tobytes() in known for image in turned.images)
    assert turned.images.shape == (1000, 28, 28, 1)
    assert np.bincount(turned.labels, minlength=10).min() >= 80


def test_photographs_for_practice_are_those_that_learners_see(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """None of the sealed ones is opened: there need not be any."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    validation = datasets.visible_folder(datasets.cache_home()) / "cats_and_dogs" / "validation"
    for kind in ("cats", "dogs"):
        (validation / kind).mkdir(parents=True)
        for number in range(held_out.PRACTICE + 1):
            Image.new("RGB", (32, 32), (number, 0, 0)).save(validation / kind / f"{number:04}.png")

    found = held_out.load_held_out(COURSE_ROOT, "cats_and_dogs", practice=True)

    assert found.images.shape == (2 * held_out.PRACTICE, held_out.SIDE, held_out.SIDE, 3)
    assert found.labels.tolist() == [0] * held_out.PRACTICE + [1] * held_out.PRACTICE


def _centres(images: np.typing.NDArray[np.uint8]) -> np.typing.NDArray[np.float64]:
    """Row and column of each image's centre of ink: float64 (images, 2)."""
    ink = images[..., 0] / images.sum(axis=(1, 2, 3), dtype=np.float64)[:, np.newaxis, np.newaxis]
    return np.stack([ink.sum(axis=2) @ np.arange(28), ink.sum(axis=1) @ np.arange(28)], axis=1)


def test_held_out_images_are_the_same_on_every_machine() -> None:
    """A calibration made on one machine holds on all: these are the images, to the byte."""
    assert held_out.load_held_out(COURSE_ROOT, "mnist").digest == MNIST_HELD_OUT
    assert held_out.load_held_out(COURSE_ROOT, "fashion_mnist").digest != MNIST_HELD_OUT


def test_the_digest_of_one_set_is_not_moved_by_another(copied: Path) -> None:
    """A data set that is added or changed leaves the calibrations of the others alone."""
    before = [datasets.data_digest(copied, "small", name) for name in get_args(datasets.TfdsDataSet)]
    info = copied / "exercises/_data/tfds/mnist/3.0.1/dataset_info.json"
    info.write_text(info.read_text().replace('"6000"', '"5999"'))
    after = [datasets.data_digest(copied, "small", name) for name in get_args(datasets.TfdsDataSet)]

    assert [old == new for old, new in zip(before, after, strict=True)] == [False, True]


@pytest.mark.parametrize("content", [None, b"", b"no archive", b"PK\x03\x04"])
def test_unreadable_held_out_images_are_named(tmp_path: Path, content: bytes | None) -> None:
    """A missing or damaged archive is a fault of the grader that names the file."""
    archive = tmp_path / "solutions" / "_sealed" / "mnist.npz"
    archive.parent.mkdir(parents=True)
    if content is not None:
        archive.write_bytes(content)
    with pytest.raises(StorageError, match=r"mnist\.npz: cannot read the held-out images; type: git checkout"):
        held_out.load_held_out(tmp_path, "mnist")


def test_a_damaged_archive_is_named(tmp_path: Path) -> None:
    """Wherever a byte went bad, the damage is found or harmless; no other exception leaves."""
    whole = (COURSE_ROOT / "solutions" / "_sealed" / "mnist.npz").read_bytes()
    archive = tmp_path / "solutions" / "_sealed" / "mnist.npz"
    archive.parent.mkdir(parents=True)
    found = 0
    for place in range(0, len(whole), len(whole) // 40):
        archive.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        try:
            held_out.load_held_out(tmp_path, "mnist")
        except StorageError:
            found += 1
    assert found >= 35


def test_a_pickle_is_not_read(tmp_path: Path) -> None:
    """An archive whose labels are Python objects is refused, not unpickled."""
    archive = tmp_path / "solutions" / "_sealed" / "mnist.npz"
    archive.parent.mkdir(parents=True)
    np.savez(archive, images=np.zeros((1, 28, 28, 1), np.uint8), labels=np.array([object()], dtype=object))
    with pytest.raises(StorageError, match="cannot read the held-out images"):
        held_out.load_held_out(tmp_path, "mnist")
