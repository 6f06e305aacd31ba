"""The held-out images, which no kernel ever sees.

What the sealed files hold is turned a little; a run's models are shown it in an order that follows from the salt
(`grader.judging.checks.hidden_inputs.shuffle_held_out`).

Those for practice are other images. A learners' edition brings them along with their labels, so they judge no mark.
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
"""Degrees, either way. A shift by a whole pixel would cost a dense network 10 points of accuracy; this costs it one."""
PRACTICE: Final = 100
"""Photographs of each kind for practice."""
SIDE: Final = 96
"""Height and width of a held-out photograph, pixels."""
ENLARGED: Final = 112
"""Before it is turned and cut to `SIDE`: at `MAX_TURN` no corner of what is left comes from outside the photograph."""

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


def load_held_out(course_root: Path, data_set: DataSet, *, practice: bool = False) -> HeldOut:
    """A data set's sealed images, or those for `practice`, each turned a little, and their labels.

    The official images are public, and part of the full set: a kernel could look their labels up, and can't look up a
    turned one. The turns follow from the sealed file itself and from no cache's salt, so that every machine shows the
    very same images and a calibration made on one holds on all. Whoever goes to the trouble of searching the official
    images for the nearest could as well bring weights that were trained elsewhere; neither is found here.
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
    turned = _turned_photographs if photographs else _turned
    return HeldOut(images=turned(sealed.images, random), labels=sealed.labels)


def held_out_sets(course_root: Path, *, practice: bool = False) -> Mapping[str, HeldOut]:
    """The held-out images of each data set that is there, or those for `practice`, read when they are asked for.

    Asking raises `StorageError` where they can't be read.
    """
    missing = fetched_sets.missing_sets(cache_home())
    names = (name for name in get_args(DataSet) if name not in missing)
    return LazyMapping(names, lambda name: load_held_out(course_root, cast("DataSet", name), practice=practice))


def _sealed(path: Path, *, remedy: str) -> HeldOut:
    """The arrays of one of our archives, by name. Raises `StorageError`."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            return HeldOut(images=archive["images"], labels=archive["labels"])
    except (OSError, EOFError, ValueError, KeyError, BadZipFile, zlib.error) as error:
        raise StorageError(f"{path}: cannot read the held-out images; type: {remedy}") from error


def _practice_photographs(folder: Path) -> HeldOut:
    """Photographs that learners can see too, of which none is sealed. Raises `StorageError`."""
    kinds = sorted(path for path in folder.glob("*") if path.is_dir())
    files = [sorted(kind.glob("*.png"))[:PRACTICE] for kind in kinds]
    try:
        images = np.stack([np.asarray(Image.open(file)) for kind in files for file in kind])
    except (OSError, ValueError) as error:
        raise StorageError(f"{folder}: cannot read the photographs; type: {fetched_sets.COMMAND}") from error
    return HeldOut(images=images, labels=np.repeat(np.arange(len(files)), [len(kind) for kind in files]))


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
