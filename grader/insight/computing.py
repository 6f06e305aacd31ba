"""Computes the insight into a cohort, and writes it to OUT/insight.json."""

from collections.abc import Mapping
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import msgspec
from sqlalchemy import Connection

from grader import __version__
from grader.course import Course
from grader.course.exercise_file import handout_of, load_exercise
from grader.errors import StorageError
from grader.gradebook import Gradebook, streams
from grader.insight import similarity
from grader.insight.criteria import FALSE_ALARMS
from grader.insight.exercises import CountedShares, exercises
from grader.insight.records import VERSION, Insight, SimilarityReport
from grader.insight.similarity import own_parts_finder, shipped_digest, shipped_hashes
from grader.source.reader.reader import Reader
from grader.storage.layout import FILES, INSIGHT
from grader.storage.submissions import SubmissionStore
from grader.util.decoders import json_decoder
from grader.util.files import write_whole


def write_insight(out: Path, gradebook: Gradebook, course: Course, shares: CountedShares) -> Insight:
    """Write the insight into OUT's gradebook to OUT/insight.json, and return it.

    `shares` are the shares of the points that count.

    Submissions are compared only if something was handed in, or if the exercise changed, since the file was written.

    Raises:
        StorageError: something in OUT cannot be read or written.
        SpecError: an exercise of the course cannot be read.
    """
    last = read_insight(out)
    before = {exercise.exercise: exercise.compared for exercise in last.exercises if exercise.compared} if last else {}
    insight = compute(gradebook, course, SubmissionStore(out / FILES), shares=shares, before=before)
    write_whole(out / INSIGHT, msgspec.json.encode(insight) + b"\n")
    return insight


def read_insight(out: Path) -> Insight | None:
    """The insight that was last written; None if there is none, or if a different version wrote it.

    Raises:
        StorageError: it cannot be read.
    """
    try:
        data = (out / INSIGHT).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StorageError(f"{out / INSIGHT}: cannot be read ({error.strerror}); check its permissions") from error
    try:
        insight = json_decoder(Insight).decode(data)
    except msgspec.MsgspecError:
        return None
    return insight if insight.version == VERSION else None


def compute(
    gradebook: Gradebook,
    course: Course,
    files: SubmissionStore | None,
    *,
    shares: CountedShares,
    before: Mapping[str, SimilarityReport] | None = None,
) -> Insight:
    """The insight into a cohort; submissions are compared only in exercises that `files` has, and not if `before`
    still holds.
    """
    known = before or {}
    with streams.snapshot(gradebook) as connection, closing(Reader()) as reader:

        def compare(connection: Connection, exercise: str) -> SimilarityReport | None:
            if files is None:
                return None
            hand_ins = list(streams.hand_in_rows(connection, exercise))
            loaded = load_exercise(course.root, exercise)
            whole = [__version__, shipped_digest(loaded), *(f"{one.learner} {one.sha256}" for one in hand_ins)]
            digest = sha256("\n".join(whole).encode(errors="surrogatepass")).hexdigest()
            if exercise in known and known[exercise].digest == digest:
                return known[exercise]
            own = own_parts_finder(files, reader, handout_of(loaded))
            return similarity.similarity_report(hand_ins, own, given=shipped_hashes(loaded), digest=digest)

        return Insight(
            version=VERSION,
            learners=streams.count_learners(connection, course.exercises),
            false_alarms=FALSE_ALARMS,
            exercises=tuple(exercises(connection, course.exercises, compare, shares)),
        )
