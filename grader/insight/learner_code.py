"""The learner's own code in what was handed in, as it was read."""

from collections.abc import Callable
from pathlib import PurePath

from grader.gradebook.streams import HandIn
from grader.reader.reader import Reader
from grader.reader.reading_cache import Readings
from grader.source.records import Handout, OwnPart, Reading
from grader.storage.submissions import SubmissionStore

OwnPartsFinder = Callable[[HandIn], tuple[OwnPart, ...] | None]
"""The learner's own parts of a submission; None where there is no code to read, or too much of it."""


def own_parts_finder(files: SubmissionStore, reader: Reader, handout: Handout) -> OwnPartsFinder:
    """What finds a learner's own parts; it raises `StorageError` for a file it can't read."""
    readings = Readings(files, reader)

    def own(one: HandIn) -> tuple[OwnPart, ...] | None:
        script = PurePath(one.path).suffix.lower() == ".py"
        found = readings.read(one.sha256, script=script, handout=handout, content=lambda: files.get(one.sha256))
        return found.parts if isinstance(found, Reading) else None

    return own
