"""Where the checker of a course listens."""

import os
import stat
import tempfile
from hashlib import sha256
from pathlib import Path

from grader.errors import StorageError


def socket_path(course: Path, mode: str | None) -> Path:
    """The socket of the checker of a course's folder, for kernels of that mode, in a folder that its user alone enters.

    The name is short, as the path of a socket has at most some 100 bytes. Raises `StorageError` where the folder
    belongs to somebody else.
    """
    name = sha256(f"{course.resolve()}\0{mode}".encode(errors="surrogateescape")).hexdigest()[:16]
    return _private_folder() / f"{name}.socket"


def _private_folder() -> Path:
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    folder = Path(runtime) / "grader" if runtime and Path(runtime).is_dir() else _in_temporary_files()
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError as error:
        raise StorageError(f"{folder}: cannot be made ({error.strerror})") from error
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) & 0o077:
        raise StorageError(f"{folder}: is not a folder that only you can open; remove it")
    return folder


def _in_temporary_files() -> Path:
    return Path(tempfile.gettempdir()) / f"grader-{os.getuid()}"
