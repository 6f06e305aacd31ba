"""The program that lets tfds prepare data, and what `tfds.load` makes of the folders in the repository."""

import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from grader.course.datasets import datasets, held_out

COURSE_ROOT = Path(__file__).parents[4]
SCRIPT = COURSE_ROOT / "grader" / "course" / "datasets" / "prepare_data.py"
DEBIAN_FOLDER = Path("/usr/share/datasets/fashion-mnist")

LOADS = """
import hashlib, socket, sys
import tensorflow_datasets as tfds
def refuse(event, arguments):
    if event.startswith("socket."):
        raise RuntimeError(event)
sys.addaudithook(refuse)
sealed = set(sys.stdin.read().split())
for name in ("mnist", "fashion_mnist"):
    training_set, dataset_info = tfds.load(name, split="train", as_supervised=True, with_info=True)
    test_set, part = tfds.load(name, split=["test", "train[:10%]"], as_supervised=True)
    seen = [image.tobytes() for images in (training_set, test_set) for image, _ in tfds.as_numpy(images)]
    print(name, dataset_info.splits["train"].num_examples, dataset_info.splits["test"].num_examples,
          dataset_info.features["label"].num_classes, len(part), len(seen),
          sum(hashlib.sha256(image).hexdigest() in sealed for image in seen))
"""

LOAD_BOTH = "import tensorflow_datasets as tfds; both = tfds.load('fashion_mnist', split=['train', 'test'])"

pytestmark = pytest.mark.kernel


def _python(*arguments: str | Path, **environment: str) -> list[str | Path]:
    """A command without a network, with these variables set."""
    variables = [f"{name}={value}" for name, value in environment.items()]
    return ["unshare", "-rn", "env", "TF_CPP_MIN_LOG_LEVEL=3", *variables, sys.executable, "-I", *arguments]


def test_an_unmodified_load_reads_the_small_sets() -> None:
    """Counts are as promised, no socket is opened, and no sealed image is among the 7,000 of either set."""
    sealed = [
        sha256(image.tobytes()).hexdigest()
        for name in ("mnist", "fashion_mnist")
        for image in held_out.load_held_out(COURSE_ROOT, name).images
    ]
    command = _python("-c", LOADS, TFDS_DATA_DIR=str(datasets.folder(COURSE_ROOT, "small")))
    loaded = subprocess.run(command, input="\n".join(sealed), capture_output=True, text=True, check=True)
    assert loaded.stdout.splitlines() == ["mnist 6000 1000 10 600 7000 0", "fashion_mnist 6000 1000 10 600 7000 0"]


def test_a_missing_official_file_is_named(tmp_path: Path) -> None:
    """An empty source ends in one line that names the file, and in exit code 1."""
    ended = subprocess.run(
        _python(SCRIPT, "mnist", tmp_path / "out", "--source", tmp_path), capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1] == f"{tmp_path / 'train-images-idx3-ubyte'} is missing"
    assert not any((tmp_path / "out").iterdir())


def test_a_packed_file_of_another_kind_is_named(tmp_path: Path) -> None:
    """A file that is not a gzip file is refused before tfds sees it."""
    (tmp_path / "train-images-idx3-ubyte.gz").write_bytes(b"plain text")
    ended = subprocess.run(
        _python(SCRIPT, "mnist", tmp_path / "out", "--source", tmp_path), capture_output=True, text=True, check=False
    )
    assert ended.stderr.splitlines()[-1] == f"{tmp_path / 'train-images-idx3-ubyte.gz'} is not a plain gzip file"


def test_unofficial_files_are_refused(tmp_path: Path) -> None:
    """Images of somebody else fail tfds's own sha256, whatever their names."""
    for name in (
        "train-images-idx3-ubyte",
        "train-labels-idx1-ubyte",
        "t10k-images-idx3-ubyte",
        "t10k-labels-idx1-ubyte",
    ):
        (tmp_path / name).write_bytes(b"\0" * 100)
    ended = subprocess.run(
        _python(SCRIPT, "mnist", tmp_path / "out", "--source", tmp_path), capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1] == f"{tmp_path} is not the official mnist: a sha256 differs"


@pytest.mark.skipif(not DEBIAN_FOLDER.is_dir(), reason="needs Debian's package dataset-fashion-mnist")
def test_a_part_is_prepared_from_debians_package(tmp_path: Path) -> None:
    """The official files come out of Debian's, and of each split only so many are written."""
    command = _python(SCRIPT, "fashion_mnist", tmp_path, "--source", DEBIAN_FOLDER, "--first", "60", "20")
    subprocess.run(command, capture_output=True, check=True)
    counts = f"{LOAD_BOTH}; print([len(split) for split in both])"
    loaded = subprocess.run(
        _python("-c", counts, TFDS_DATA_DIR=str(tmp_path)), capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "[60, 20]"
