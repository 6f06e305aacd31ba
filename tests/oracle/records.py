"""What the oracle keeps of the judgements of one commit, and how it is read again.

    XDG_CACHE_HOME/grader/oracle/<commit>/
        head.json                         `Head`: the format's version, the salt, what varies between two runs
        exercises/<lesson>/<exercise>.json   `ExerciseRecord`: the runs that the exercise was prepared by
        files/<lesson>/<exercise>/<n>.json   `FileRecord`: one file, its run, and what was judged of it
        content/<two digits>/<sha256>        bytes by their digest: files as they are, runs as `grader` stores them
        marks.json.z, pages.json.z           the sample cohort's marks and pages

Each file is written whole and none is written twice, so a recording that was stopped goes on. `VERSION` counts the
formats of runs and of evidence. Whoever changes such a format adds a function to `CONVERTERS`, which makes of an older
document the document of the next version; records stay as they were written.
"""

import zlib
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

VERSION = 1
Document = dict[str, Any]
Converter = Callable[[Document], Document]
CONVERTERS: Mapping[int, Converter] = {}
"""Version to what makes a document of the next version out of one of that version: a run's envelope, which holds its
evidence, or a request."""


class RecordError(Exception):
    """A record that is not there, or that can't be read."""


class Head(msgspec.Struct, kw_only=True):
    """What holds for a whole record. It is written last, so a record without it is not whole."""

    version: int = VERSION
    commit: str
    salt: str
    """What hidden inputs are drawn from, hexadecimal."""
    made_with: dict[str, str]
    """Versions and processor, to be read by people."""
    files: int = 0
    wall_s: float = 0.0
    cpu_s: float = 0.0
    """CPU seconds of the kernels of all recorded runs: what recording takes where no run is kept, searches aside."""
    varying: dict[str, list[str]] = {}
    """Sample, as `grader` runs it for the comparison of runs, to the parts that differ between two runs of it."""


class ExerciseRecord(msgspec.Struct, kw_only=True):
    """What an exercise was prepared by. Runs and requests are digests of content."""

    exercise: str
    reference: str
    known: dict[str, str]
    """Digest of a known wrong answer's code to its run."""
    request: str
    """What every run of the exercise is asked."""
    prepared: Document
    """What else was prepared: spreads, verifiable criteria."""


class SearchRecord(msgspec.Struct, kw_only=True):
    """A search for a repair. Its runs are digests of content; none where a trial left nothing."""

    candidates: int
    looked: list[str]
    """The keys of all trials in order; `OVER` where the search was stopped."""
    trials: dict[str, str | None]
    """Key to what the trial left, as a run."""
    proofs: dict[str, str]
    """Key to the run of the whole edited answer."""


class FileRecord(msgspec.Struct, kw_only=True):
    """One file, and everything that was judged of it."""

    exercise: str
    kind: str
    """Where it comes from: accepted, wrong, mutant, cohort, …"""
    name: str
    script: bool
    content: str
    run: str | None
    """None where the file could not be read."""
    reads: Document
    """What reading the file gives."""
    judged: Document
    """What is compared; texts among it are shown only."""
    search: SearchRecord | None = None
    cpu_s: float = 0.0
    """CPU seconds of its run."""


OVER = "over"


def convert(document: Document, version: int, converters: Mapping[int, Converter] = CONVERTERS) -> Document:
    """A document of that version as the current version has it. Raises `RecordError` where a converter is missing."""
    for number in range(version, VERSION if converters is CONVERTERS else version + len(converters)):
        if number not in converters:
            raise RecordError(f"records of version {number} can't be read: CONVERTERS has nothing for them")
        document = converters[number](document)
    return document


class Record:
    """The record of one commit in a folder of the cache."""

    def __init__(self, folder: Path, *, converters: Mapping[int, Converter] = CONVERTERS) -> None:
        self.folder = folder
        self._converters = converters
        self._head: Head | None = None

    @property
    def head(self) -> Head:
        """What holds for all of it. Raises `RecordError` where the record is not there or not whole."""
        if self._head is None:
            try:
                self._head = msgspec.json.decode((self.folder / "head.json").read_bytes(), type=Head)
            except FileNotFoundError:
                raise RecordError(f"{self.folder}: no whole record; type: make oracle-record") from None
        return self._head

    def begin(self, head: Head) -> None:
        """Let this hold for what is written, until the record is finished."""
        self._head = head

    def write_head(self, head: Head) -> None:
        """Finish the record."""
        self._head = head
        _write(self.folder / "head.json", msgspec.json.format(msgspec.json.encode(head)))

    def exercises(self) -> list[str]:
        """The ids of all recorded exercises, sorted."""
        found = (self.folder / "exercises").glob("*/*.json")
        return sorted(f"{path.parent.name}/{path.stem}" for path in found)

    def exercise(self, exercise: str) -> ExerciseRecord | None:
        """What is recorded of an exercise, or None."""
        path = self._exercise_path(exercise)
        return msgspec.json.decode(path.read_bytes(), type=ExerciseRecord) if path.is_file() else None

    def write_exercise(self, record: ExerciseRecord) -> None:
        """Keep what an exercise was prepared by."""
        _write(self._exercise_path(record.exercise), msgspec.json.encode(record))

    def files(self, exercise: str) -> Iterator[FileRecord]:
        """The recorded files of an exercise, in their order."""
        for path in self.file_paths(exercise):
            yield msgspec.json.decode(path.read_bytes(), type=FileRecord)

    def file_paths(self, exercise: str) -> list[Path]:
        """Where these lie."""
        return sorted((self.folder / "files" / exercise).glob("*.json"))

    def has_file(self, exercise: str, number: int) -> bool:
        """Whether the file of that number is recorded."""
        return self._file_path(exercise, number).is_file()

    def write_file(self, number: int, record: FileRecord) -> None:
        """Keep one file's record."""
        _write(self._file_path(record.exercise, number), msgspec.json.encode(record))

    def part(self, name: str) -> Document:
        """What is recorded beside the files under that name. Raises `RecordError` where it is not there."""
        try:
            return dict(msgspec.json.decode(zlib.decompress(self._part_path(name).read_bytes())))
        except FileNotFoundError:
            raise RecordError(f"{self.folder}: holds no {name}; type: make oracle-record") from None

    def has_part(self, name: str) -> bool:
        """Whether that is recorded."""
        return self._part_path(name).is_file()

    def write_part(self, name: str, document: Document) -> None:
        """Keep a document beside the files."""
        _write(self._part_path(name), zlib.compress(msgspec.json.encode(document)))

    def put(self, content: bytes) -> str:
        """Keep bytes, and return their digest."""
        digest = sha256(content).hexdigest()
        path = self._content_path(digest)
        if not path.is_file():
            _write(path, content)
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes of that digest as they were put in."""
        return self._content_path(digest).read_bytes()

    def stored_run(self, digest: str) -> bytes:
        """A run's bytes in the format that the grader stores today."""
        content = self.get(digest)
        if not self._is_older:
            return content
        return zlib.compress(msgspec.json.encode(self._converted(zlib.decompress(content))), 1)

    def document(self, digest: str) -> Document:
        """A request's document in today's format."""
        content = self.get(digest)
        return self._converted(content) if self._is_older else dict(msgspec.json.decode(content))

    @property
    def _is_older(self) -> bool:
        return self.head.version != VERSION or self._converters is not CONVERTERS

    def _converted(self, content: bytes) -> Document:
        return convert(msgspec.json.decode(content), self.head.version, self._converters)

    def _exercise_path(self, exercise: str) -> Path:
        return self.folder / "exercises" / f"{exercise}.json"

    def _file_path(self, exercise: str, number: int) -> Path:
        return self.folder / "files" / exercise / f"{number:04}.json"

    def _part_path(self, name: str) -> Path:
        return self.folder / f"{name}.json.z"

    def _content_path(self, digest: str) -> Path:
        return self.folder / "content" / digest[:2] / digest


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(content)
    part.replace(path)
