"""What instructors wrote in files, read. Imports next to nothing: a reader's children have it in memory."""

from pathlib import Path

from grader.errors import SpecError


def text_of(path: Path, name: str) -> str:
    """What an instructor wrote in a file, which complaints call `name`. Raises `SpecError`."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise SpecError(f"{name}: can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SpecError(f"{name}: is not UTF-8: byte {error.start} is {error.object[error.start]:#04x}") from error
