"""What `grader collect` remembers in its folder: `submitted.csv` for everybody, `.collected.json` for itself.

Neither holds a name: files are listed by pseudonym, and what was not taken by its place among the learner's files.
"""

import csv
import io
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from grader.errors import SpecError, StorageError
from grader.storage.layout import SUBMITTED
from grader.util.csv_reader import read_csv, safe_excerpt
from grader.util.decoders import json_decoder
from grader.util.files import write_whole

COLLECTED = ".collected.json"
_COLUMNS = ("path", "submitted")


class StoredFile(msgspec.Struct, frozen=True):
    """A file that was put into the folder."""

    source: str
    """The source that it came from, see `label`."""
    sha256: str


class UntakenFile(msgspec.Struct, frozen=True):
    """A file that was not taken."""

    source: str
    learner: str
    """A pseudonym, empty where nobody could tell whose it is."""
    file: str
    """Its place among those of the learner, and its suffix: "file 2 (.docx)"."""
    reason: str
    nearest: str | None = None


class CollectManifest(msgspec.Struct, frozen=True):
    """What `.collected.json` holds."""

    files: dict[str, StoredFile] = {}
    """By path from the folder."""
    untaken: tuple[UntakenFile, ...] = ()


def read_manifest(folder: Path) -> CollectManifest:
    """What earlier collecting left, or nothing. Raises `StorageError`."""
    path = folder / COLLECTED
    try:
        return json_decoder(CollectManifest).decode(path.read_bytes())
    except FileNotFoundError:
        return CollectManifest()
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise StorageError(f"{path}: cannot be read ({error}); remove it and collect again") from error


def write_manifest(folder: Path, collected: CollectManifest) -> None:
    """Raise `StorageError` where it cannot be written."""
    write_whole(folder / COLLECTED, msgspec.json.format(msgspec.json.encode(collected), indent=1) + b"\n")


def read_submitted(folder: Path) -> dict[str, datetime]:
    """Path from the folder to when that file was handed in; empty where there is no `submitted.csv`.

    Raises:
        SpecError: a row is malformed, is there twice, or its time names no zone.
        StorageError: the file cannot be read.
    """
    path = folder / SUBMITTED
    if not path.exists():
        return {}
    times: dict[str, datetime] = {}
    for row in read_csv(path, _COLUMNS, needs=_COLUMNS):
        name, submitted = row.cells.get("path", ""), row.cells.get("submitted", "")
        if not name or name in times:
            raise SpecError(f"{row.place}: path '{safe_excerpt(name)}' is {'there twice' if name else 'empty'}")
        times[name] = _time(submitted, row.place)
    return times


def write_submitted(folder: Path, times: Mapping[str, datetime]) -> None:
    """Write `submitted.csv`, sorted by path. Raises `StorageError`."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows((path, time.isoformat()) for path, time in sorted(times.items()))
    write_whole(folder / SUBMITTED, text.getvalue().encode())


def _time(written: str, place: str) -> datetime:
    try:
        time = datetime.fromisoformat(written)
    except ValueError as error:
        raise SpecError(
            f"{place}: '{safe_excerpt(written)}' is not a time; write it as 2026-11-02T09:30:00+01:00"
        ) from error
    if time.tzinfo is None:
        raise SpecError(
            f"{place}: '{safe_excerpt(written)}' names no zone; write it as {time.isoformat()}+01:00, or whatever holds"
        )
    return time
