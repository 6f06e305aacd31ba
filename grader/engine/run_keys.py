"""Content keys of runs: two runs with the same key had the same code and the same request, and give the same
results.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

import msgspec

from grader.course import Course
from grader.course.datasets import datasets, fetched_sets
from grader.engine import environment
from grader.evidence import Array, Replaceable, Request, encode
from grader.judging.checks.hidden_inputs import exercise_digest
from grader.judging.checks.requests import fingerprint, plan
from grader.judging.judge import PreparedExercise
from grader.model import Exercise
from grader.source.records import Reading, Source
from grader.source.source import reference_source
from grader.util.code_digests import RUN


def course_surroundings(course: Course, *, sandboxed: bool) -> tuple[object, ...]:
    """Everything that all runs of a course depend on: versions, the grader's code, data, preloaded modules, the
    sandbox.
    """
    data = datasets.data_digest(course.root, course.data)
    return environment.versions(), RUN.code(), data, course.preload, sandboxed


def unread_key(exercise: str, digest: str, why: str) -> str:
    """The key of the placeholder for the run of a file that can't be read: from its exercise, its digest and the
    reason.
    """
    return sha256(f"{exercise}\0{digest}\0{why}".encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunKeys:
    """Makes the requests and the keys of a course's runs."""

    salt: bytes
    """The salt from which hidden inputs are drawn."""
    surroundings: tuple[object, ...]
    """See `course_surroundings`."""
    images: Mapping[str, Array]
    """Maps each data set to its held-out images: uint8 (images, height, width, channels)."""

    def plan(self, exercise: Exercise, inputs: Mapping[str, Replaceable]) -> Request:
        """The request for a run of an exercise; `inputs` has the reference's values that are replaced, by name."""
        return plan(exercise, salt=self.salt, inputs=inputs, images=self.images)

    def reference_key(self, exercise: Exercise) -> str:
        """The key of the run of an exercise's reference. Raises `MissingDataError` if its data was not fetched."""
        fetched_sets.require(exercise.needs, exercise.id)
        asked = fingerprint(exercise, salt=self.salt, images=self.images)
        asked += self.salt + exercise_digest(exercise).encode()
        return self._key(reference_source(exercise.reference), exercise, asked)

    def run_key(self, prepared: PreparedExercise, reading: Reading) -> str:
        """The key of the run of a source that was read for a prepared exercise."""
        source = reading.source
        shown = [(cell.shown, cell.changes, cell.first) for cell in source.cells]
        more = [reading.answers, prepared.asked_kinds, source.changes, shown, source.headings]
        return self._key(source, prepared.exercise, encode(prepared.request) + msgspec.json.encode(more))

    def _key(self, source: Source, exercise: Exercise, asked: bytes) -> str:
        parts = [
            [cell.text for cell in source.cells],
            sha256(asked).hexdigest(),
            exercise.limits,
            [fetched_sets.fetched_digest(datasets.cache_home(), name) for name in exercise.needs],
            self.surroundings,
        ]
        return sha256(msgspec.json.encode(parts, order="deterministic")).hexdigest()
