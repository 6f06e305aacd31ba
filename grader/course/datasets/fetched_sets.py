"""Finds out which of the sets that the repository may not contain are on this machine. `preparing` makes them."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final, get_args

from grader.course.datasets.datasets import cache_home, visible_folder
from grader.errors import MissingDataError, StorageError
from grader.model import FetchedDataSet

COMMAND: Final = "grader data --fetch"
CONTENT: Final = "CONTENT"
"""The file with a set's digest, in its folder."""
DIGESTS: Final[Mapping[FetchedDataSet, str]] = {
    "cats_and_dogs": "27648643bee3e7c6c471f1813f8ce53973fc8c23455c15accd42a09dd3bf427d",
    "pretrained": "8022bcda5106489a5db379ebb03e9dea19d66fbbf9f7688051b5bce2534a7305",
}
"""The digest that each set must have, on every machine."""


def sealed_file(cache: Path) -> Path:
    """The file of held-out photographs and their labels."""
    return cache / "course_data_sealed" / "cats_and_dogs.npz"


def missing_sets(cache: Path) -> tuple[FetchedDataSet, ...]:
    """The sets that are not there, or that an older version made."""
    return tuple(name for name in DIGESTS if not _is_there(cache, name))


def _is_there(cache: Path, name: FetchedDataSet) -> bool:
    try:
        return (visible_folder(cache) / name / CONTENT).read_bytes().strip() == DIGESTS[name].encode()
    except OSError:
        return False


def fetched_digest(cache: Path, name: FetchedDataSet) -> str:
    """The sha256 of a set's pixels or weights. Raises `StorageError` if the set is not there."""
    if not _is_there(cache, name):
        raise StorageError(f"{visible_folder(cache) / name}: does not exist; type: {COMMAND}")
    return DIGESTS[name]


def require(needs: Collection[FetchedDataSet], exercise: str) -> None:
    """Raise `MissingDataError` if an exercise needs data that was never fetched."""
    if missing := sorted({*needs} & {*missing_sets(cache_home())}):
        data = " and ".join(missing)
        raise MissingDataError(f"{exercise}: needs the data {data}, which is not in the repository; type: {COMMAND}")


def link(cache: Path, beside: Path) -> None:
    """Let learners' own notebooks find each set through a link in the folder `beside`. Raises `StorageError`."""
    for name in get_args(FetchedDataSet):
        place, target = beside / name, visible_folder(cache) / name
        try:
            beside.mkdir(exist_ok=True)
            if place.is_symlink() and place.readlink() != target:
                place.unlink()
            if not place.is_symlink() and not place.exists():  # one that leads nowhere yet will once the set is fetched
                place.symlink_to(target, target_is_directory=True)
        except OSError as error:
            raise StorageError(f"{place}: cannot create a link here ({error.strerror})") from error
