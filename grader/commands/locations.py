"""Where the things lie that a command on an OUT works on: its gradebook, its learners' names."""

from pathlib import Path

from grader.errors import SpecError, StorageError
from grader.gradebook.damage import RESTORE
from grader.gradebook.location import GradebookLocation, is_url
from grader.storage.identities import identities_of
from grader.storage.layout import GRADEBOOK, RESULTS
from grader.util.files import write_whole

REMEMBERED = "gradebook.url"
"""The file in OUT that holds the URL of its gradebook's server. It is absent where the gradebook is a file in OUT."""

SERVED = "service.url"
"""The file in OUT that holds the address by which browsers last reached its service."""


def names_by_learner(out: Path) -> dict[str, str]:
    """Learner to name, of all whom OUT has identities of. Raises `SpecError` where the file is damaged."""
    return {learner: one.name for learner, one in identities_of(out).items()}


def gradebook_of(out: Path, named: str | None) -> GradebookLocation:
    """The gradebook that the command line or GRADER_GRADEBOOK names, else OUT's server, else the file in OUT.

    Raises:
        SpecError: OUT is a file.
        StorageError: OUT's note of its server cannot be read, or the file lost all that was in it.
    """
    require_folder(out, str(out))
    place = named or _remembered(out / REMEMBERED) or out / GRADEBOOK
    if isinstance(place, Path) and _is_cut_to_nothing(place) and (out / RESULTS).is_file():
        raise StorageError(f"{place}: is empty, and {RESULTS} is not: it is damaged; {RESTORE}")
    return place


def _is_cut_to_nothing(path: Path) -> bool:
    """Whether a file is there, without a byte in it or in its log: a new one is like this for a moment, too."""
    sizes = [one.stat().st_size if one.is_file() else -1 for one in (path, path.with_name(f"{path.name}-wal"))]
    return sizes[0] == 0 and sizes[1] <= 0


def require_folder(path: Path, called: str) -> None:
    """Raise `SpecError` where a file lies at a folder's path or above it; `called` is what the user typed."""
    for one in (path, *path.parents):
        if one.exists() and not one.is_dir():
            raise SpecError(f"{called}: {'' if one == path else f'{one} '}is a file; choose a folder")


def is_filled(out: Path) -> bool:
    """Whether `grader grade --out` or `grader serve` has made a folder its own."""
    return any((out / name).is_file() for name in (GRADEBOOK, REMEMBERED))


def remember(out: Path, place: GradebookLocation) -> None:
    """Write the server's URL into OUT, without any password, so that later commands on OUT find its gradebook.

    Raises:
        StorageError: it cannot be written.
    """
    if is_url(place):
        from grader.gradebook.postgresql import parse_url, redact_url  # noqa: PLC0415 - an extra

        write_whole(out / REMEMBERED, redact_url(parse_url(str(place))).encode() + b"\n")


def _remembered(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise StorageError(f"{path}: cannot be read ({error}); name the gradebook with --gradebook") from error


def remember_service(out: Path, origin: str) -> None:
    """Write a service's address into OUT, so that the links of `grader invite` lead there. Raises `StorageError`."""
    write_whole(out / SERVED, origin.encode() + b"\n")


def service_of(out: Path) -> str | None:
    """The address of OUT's service; None where it was never served. Raises `StorageError`."""
    try:
        return (out / SERVED).read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise StorageError(
            f"{out / SERVED}: cannot be read ({error}); name the service's address with --url"
        ) from error
