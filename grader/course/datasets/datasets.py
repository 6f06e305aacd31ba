"""The data sets that kernels see, and the places of these and of the held-out images.

exercises/_data/tfds/          "small": 6,000 + 1,000 images of each set, in the repository
exercises/_data/SHA256SUMS     the digests that those files must have
XDG_CACHE_HOME/grader/tfds/    "full": 60,000 + 10,000 images of each set, made by `grader data --full`
solutions/_sealed/<set>.npz    official test images 1,000 to 1,999 and their labels; outside the small sets
solutions/_sealed/practice/    official test images 2,000 to 2,999, which go into a learners' edition
XDG_CACHE_HOME/grader/…        photographs and a pretrained network, made by `grader data --fetch`

Both folders of tfds have the form that tfds itself prepares: if TFDS_DATA_DIR names one, `tfds.load` runs unmodified,
without a network, on a read-only disk. `grader.course.datasets.preparing` fetches the photographs and the network. If
they were not fetched, an exercise whose rubric `needs` them can't be judged. `grader.course.datasets.held_out` reads
the held-out images.
"""

import os
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal, get_args

from grader.errors import StorageError

TfdsDataSet = Literal["mnist", "fashion_mnist"]
"""The sets from tfds."""
DataSize = Literal["small", "full"]

SMALL_FILE: Final = 65_536
"""Size in bytes: files that describe a data set are smaller, files with images are larger."""


def cache_home() -> Path:
    """The folder for everything that can be computed again: XDG_CACHE_HOME/grader."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "grader"


def visible_folder(cache: Path) -> Path:
    """The folder of the fetched sets that kernels see; it contains a folder for each set that was made."""
    return cache / "course_data"


def folder(course_root: Path, kind: DataSize) -> Path:
    """The folder that kernels see as TFDS_DATA_DIR. Raises `StorageError` unless every set is there."""
    match kind:
        case "small":
            found, remedy = course_root / "exercises" / "_data" / "tfds", "git checkout -- exercises/_data"
        case "full":
            found, remedy = cache_home() / "tfds", "grader data --full"
    for name in get_args(TfdsDataSet):
        if not any(found.glob(f"{name}/*/dataset_info.json")):
            raise StorageError(f"{found}: the {kind} data set {name} is missing; type: {remedy}")
    return found


def data_digest(course_root: Path, kind: DataSize, data_set: TfdsDataSet | None = None) -> str:
    """The sha256 of names and sizes of the files of a data folder or of one set, and of its descriptive texts.

    This is cheap, because it is part of every run's key; the images themselves have TFRecord's own checksums.
    """
    found = folder(course_root, kind)
    total = sha256()
    for file in sorted(path for path in found.glob(f"{data_set or '*'}/*/*") if path.is_file()):
        size = file.stat().st_size
        text = file.read_bytes() if size < SMALL_FILE else b""
        total.update(f"{file.relative_to(found)}\0{size}\0".encode() + text)
    return total.hexdigest()
