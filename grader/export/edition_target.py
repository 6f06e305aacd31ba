"""Where a learners' edition goes: a new archive, or a folder in which an earlier edition gives way to the next.

What lies beside the edition's own files, such as `mine`, is left alone. So is a stub that somebody has written into:
then nothing is replaced at all.
"""

import zipfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipInfo

from grader.errors import SpecError
from grader.export.learners_edition import SUMS
from grader.export.product_wheel import EPOCH
from grader.util.files import bytes_of, open_whole, write_whole


def write_edition(to: Path, made: Mapping[str, bytes]) -> None:
    """Put an edition in place. Raises `SpecError` where that would destroy something, and `StorageError`."""
    if to.suffix == ".zip":
        _write_archive(to, made)
    else:
        _write_folder(to, made)


def require_place(to: Path) -> None:
    """Raise `SpecError` where no edition can be put, before any work is done for it."""
    if to.suffix == ".zip":
        if to.is_dir():
            raise SpecError(f"{to}: is a folder; choose another name")
        return
    if to.exists() and not to.is_dir():
        raise SpecError(f"{to}: is a file; choose a folder, or a name that ends in .zip")
    if to.is_dir() and not (to / SUMS).is_file() and any(to.iterdir()):
        raise SpecError(f"{to}: is neither empty nor an earlier edition; choose another folder")


def _write_archive(to: Path, made: Mapping[str, bytes]) -> None:
    """With one folder in it, which is named as the archive is."""
    with open_whole(to) as file, zipfile.ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in sorted(made.items()):
            info = ZipInfo(f"{to.stem}/{name}", EPOCH)
            info.compress_type = ZIP_DEFLATED
            info.external_attr = 0o100644 << 16
            archive.writestr(info, content)


def _write_folder(to: Path, made: Mapping[str, bytes]) -> None:
    before = _earlier(to)
    _require_untouched(to, before, made)
    for name, content in made.items():
        path = to / name
        if name != SUMS and not (path.is_file() and path.read_bytes() == content):
            path.parent.mkdir(parents=True, exist_ok=True)  # not private, as kernels may run as another user
            write_whole(path, content)
            path.chmod(0o644)
    for name in before.keys() - made.keys():
        (to / name).unlink(missing_ok=True)
    write_whole(to / SUMS, made[SUMS])  # the last: what is cut off before can be done again
    (to / SUMS).chmod(0o644)


def _earlier(to: Path) -> dict[str, str]:
    """Path to sha256 of the files of the edition that is there."""
    if not (to / SUMS).is_file():
        return {}
    lines = bytes_of(to / SUMS).decode(errors="replace").split("\n")
    found = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    return {name: digest for name, digest in found.items() if _lies_within(name)}


def _lies_within(name: str) -> bool:
    """Whether a path leads nowhere else: a learner may have written the list."""
    path = Path(name)
    return bool(name) and not path.is_absolute() and ".." not in path.parts


def _require_untouched(to: Path, before: Mapping[str, str], made: Mapping[str, bytes]) -> None:
    """Raise `SpecError` where a stub is neither as an edition has it nor as this one will."""
    for name in sorted({*before, *made}):
        path = to / name
        if not name.endswith(".ipynb") or not path.is_file():
            continue
        found = sha256(path.read_bytes()).hexdigest()
        new = sha256(made[name]).hexdigest() if name in made else ""
        if found not in {before.get(name), new}:
            raise SpecError(f"{path}: holds somebody's answers; move it to {to / 'mine'}, then release again")
