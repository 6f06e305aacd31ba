"""The held-out images, which no kernel ever sees.

The images in the sealed files are rotated a little; a run's models see them in an order that depends on the salt
(`grader.judging.checks.hidden_inputs.shuffle_held_out`).

The images for practice are different. A learners' edition contains them with their labels, so they judge no mark.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final, cast, get_args
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt
from PIL import Image

from grader.course.datasets import fetched_sets
from grader.course.datasets.datasets import cache_home, visible_folder
from grader.errors import StorageError
from grader.judging.checks.hidden_inputs import generator
from grader.judging.checks.parameters import DataSet
from grader.util.lazy_mapping import LazyMapping

MIN_TURN: Final = 3.0
MAX_TURN: Final = 10.0
"""Degrees in either direction. A shift by one pixel would cost a dense network 10 points of accuracy; this costs 1."""
PRACTICE: Final = 100
"""The number of photographs of each kind for practice."""
SIDE: Final = 96
"""Height and width of a held-out photograph in pixels."""
ENLARGED: Final = 112
"""The size before rotating and cutting to `SIDE`: at `MAX_TURN` no remaining corner is outside the photograph."""

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOut:
    """Images that no kernel gets and that aren't official test images, in the order of the sealed file."""

    images: npt.NDArray[np.uint8]
    """The images, uint8 (images, 28, 28, 1), or (images, 96, 96, 3) for photographs."""
    labels: npt.NDArray[np.int64]
    """The labels, int64 (images,)."""

    @property
    def digest(self) -> str:
        """The sha256 of images and labels."""
        return sha256(self.images.tobytes() + self.labels.tobytes()).hexdigest()


def load_held_out(course_root: Path, data_set: DataSet, *, practice: bool = False) -> HeldOut:
    """A data set's sealed images, or those for `practice`, each rotated a little, and their labels.

    The official images are public, and part of the full set: a kernel could look up their labels, but not those of
    rotated ones. The angles depend only on the sealed file and not on a cache's salt, so every machine shows exactly
    the same images. A calibration made on one machine holds on all. A learner who searches the official images for the
    nearest one could also bring weights that were trained elsewhere; neither is detected here.
    """
    photographs = data_set == "cats_and_dogs"
    if photographs and practice:
        sealed = _practice_photographs(visible_folder(cache_home()) / data_set / "validation")
    elif photographs:
        sealed = _sealed(fetched_sets.sealed_file(cache_home()), remedy=fetched_sets.COMMAND)
    else:
        folder = course_root / "solutions" / "_sealed" / ("practice" if practice else "")
        sealed = _sealed(folder / f"{data_set}.npz", remedy="git checkout -- solutions/_sealed")
    random = generator(bytes.fromhex(sealed.digest), "turned", data_set)
    return HeldOut(images=_turned(sealed.images, random, enlarged=photographs), labels=sealed.labels)


def held_out_sets(course_root: Path, *, practice: bool = False) -> Mapping[str, HeldOut]:
    """Maps each available data set to its held-out images, or those for `practice`, which are read when requested.

    A request raises `StorageError` if they can't be read.
    """
    missing = fetched_sets.missing_sets(cache_home())
    names = (name for name in get_args(DataSet) if name not in missing)
    return LazyMapping(names, lambda name: load_held_out(course_root, cast("DataSet", name), practice=practice))


def _sealed(path: Path, *, remedy: str) -> HeldOut:
    """The arrays in one of our archives. Raises `StorageError`."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            return HeldOut(images=archive["images"], labels=archive["labels"])
    except (OSError, EOFError, ValueError, KeyError, BadZipFile, zlib.error) as error:
        raise StorageError(f"{path}: cannot read the held-out images; type: {remedy}") from error


def _practice_photographs(folder: Path) -> HeldOut:
    """Photographs that learners can see too; none of them is sealed. Raises `StorageError`."""
    kinds = sorted(path for path in folder.glob("*") if path.is_dir())
    files = [sorted(kind.glob("*.png"))[:PRACTICE] for kind in kinds]
    try:
        images = np.stack([np.asarray(Image.open(file)) for kind in files for file in kind])
    except (OSError, ValueError) as error:
        raise StorageError(f"{folder}: cannot read the photographs; type: {fetched_sets.COMMAND}") from error
    return HeldOut(images=images, labels=np.repeat(np.arange(len(files)), [len(kind) for kind in files]))


def _turned(images: Pixels, random: np.random.Generator, *, enlarged: bool) -> Pixels:
    """The images, each rotated about its middle by its own random angle.

    The new corners are black, unless the images are enlarged before and cut after that.
    """
    turns = random.uniform(MIN_TURN, MAX_TURN, size=len(images)) * random.choice([-1, 1], size=len(images))
    edge = (ENLARGED - SIDE) // 2
    turned = []
    for image, turn in zip(images, turns.tolist(), strict=True):
        picture = Image.fromarray(image.squeeze())  # a grey image has no third axis in Pillow
        if enlarged:
            picture = picture.resize((ENLARGED, ENLARGED), Image.Resampling.BILINEAR)
        picture = picture.rotate(turn, Image.Resampling.BILINEAR)
        turned.append(np.asarray(picture.crop((edge, edge, edge + SIDE, edge + SIDE)) if enlarged else picture))
    stacked = np.stack(turned)
    return stacked.reshape(*stacked.shape[:3], images.shape[3])
