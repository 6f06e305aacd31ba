"""A packed course, which can judge files: instead of its references it contains the evidence of their runs.

exercises/                            course.toml, causes.toml, rubrics, stubs and data, as in any course
evidence/<lesson>/<exercise>.json.z   zlib-compressed JSON of `Bundle`

It contains no source of a reference. Everything that needs that source is left out: the few diagnoses that read it are
not made, and an answer that starts from values different from the given ones gets the advice to start from those.
Everybody who can read the folder can read every right value and every hidden input. Its hidden inputs therefore differ
from those of the course that it was packed from (`grader.engine.environment.salt`).
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Literal

import msgspec
import numpy.typing as npt

from grader import evidence
from grader.course import Course
from grader.course.exercise_file import handout_of, load_exercise
from grader.course.loader import PACKED
from grader.engine import environment
from grader.errors import EvidenceError, SpecError
from grader.evidence import Array
from grader.judging.causes import CauseTable
from grader.judging.causes.facts import KnownCause, KnownWrongAnswer
from grader.judging.checks.accuracy_bar import Spread
from grader.judging.judge import PreparedExercise
from grader.judging.rubric import SealedLabels
from grader.model import Exercise, Run
from grader.source.code_view import Withheld
from grader.source.ownership import given_statements, parse_cells
from grader.source.records import RepairFacts
from grader.storage.content_store import DAMAGED, unpack
from grader.storage.runs import MAX_BYTES
from grader.util.decoders import json_decoder
from grader.util.files import bytes_of
from grader.util.lazy_mapping import LazyMapping

DECISIVE = ("tensorflow", "keras")
"""Packages of which a different version may give different values."""


class _Known(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    cause: KnownCause
    evidence: msgspec.Raw


class Bundle(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The content of one file."""

    version: Literal[1] = 1
    made_with: dict[str, str]
    """Maps the name of each package that the reference ran with to its version."""
    shipped: str
    """Digest of rubric and stub."""
    digest: str
    """The exercise's digest in the course that it was packed from."""
    content: str
    """Digest of stub and reference."""
    causes: str = ""
    """Digest of the wrong answers that declare their cause."""
    request: msgspec.Raw
    reference: Run
    """The reference's run without its cells and evidence."""
    evidence: msgspec.Raw
    known: tuple[_Known, ...]
    facts: RepairFacts = RepairFacts()
    spreads: dict[str, Spread | float]
    finding_keys: dict[str, str]
    labels: dict[str, Array]
    """Maps each data set to the labels of its held-out images, in the order in which models are shown them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BundledCourse:
    """Everything that is needed to judge; an exercise is only read when it is needed."""

    exercises: Mapping[str, PreparedExercise]
    """Asking for an exercise raises `SpecError` if it is damaged."""
    sealed: SealedLabels
    """The labels of the exercises that were read."""


def bundle_exercise(prepared: PreparedExercise, sealed: SealedLabels, *, stub: bytes) -> bytes:
    """The bytes of an exercise's file, for a course that hands out this stub."""
    exercise, reference = prepared.exercise, prepared.reference
    used = {str(one.params["data"]) for one in exercise.rubric if str(one.params.get("data")) in sealed}
    content = Bundle(
        made_with=environment.versions(),
        shipped=_shipped(bytes_of(exercise.stub.with_suffix(".toml")), stub),
        digest=exercise.digest,
        content=prepared.content_digest,
        causes=prepared.causes_digest,
        request=msgspec.Raw(evidence.encode(prepared.request)),
        reference=replace(reference, cells=(), evidence=evidence.EMPTY),
        evidence=msgspec.Raw(evidence.encode(reference.evidence)),
        known=tuple(
            _Known(one.cause, msgspec.Raw(evidence.encode(one.evidence))) for one in prepared.known_wrong_answers
        ),
        facts=prepared.facts,
        spreads=dict(prepared.spreads),
        finding_keys=dict(prepared.finding_keys),
        labels={name: Array.from_values(sealed[name]) for name in sorted(used)},
    )
    return zlib.compress(msgspec.json.encode(content), 9)


def open_bundles(course: Course) -> BundledCourse:
    """The exercises of a packed course, each made ready to be judged only when it is needed."""
    sealed: dict[str, npt.NDArray[Any]] = {}

    def read(name: str) -> PreparedExercise:
        exercise = load_exercise(course.root, name)
        path = exercise.reference
        try:
            found = json_decoder(Bundle).decode(unpack(path.read_bytes(), MAX_BYTES))
        except (OSError, *DAMAGED) as error:
            raise SpecError(f"{path}: cannot read the evidence ({error}); pack the course again") from error
        _require_fitting(exercise, found)
        sealed.update((data, labels.numpy()) for data, labels in found.labels.items())
        return _prepared(exercise, found, course.causes)

    return BundledCourse(exercises=LazyMapping(course.exercises, read), sealed=sealed)


def _require_fitting(exercise: Exercise, found: Bundle) -> None:
    file = f"{PACKED}/{exercise.id}.json.z"
    if found.shipped != _shipped(bytes_of(exercise.stub.with_suffix(".toml")), bytes_of(exercise.stub)):
        raise SpecError(f"{file}: was packed with a different rubric or stub; pack the course again")
    here = environment.versions()
    for name in DECISIVE:
        if found.made_with.get(name) != here[name]:
            differs = f"was made with {name} {found.made_with.get(name)}, but {here[name]} is installed here"
            raise SpecError(f"{file}: {differs}; install the other version, or pack the course again")


def _prepared(exercise: Exercise, found: Bundle, causes: CauseTable) -> PreparedExercise:
    handout = handout_of(exercise)
    try:
        return PreparedExercise(
            exercise=replace(exercise, digest=found.digest),
            handout=handout,
            request=evidence.decode_question(bytes(found.request), evidence.Request),
            reference=replace(found.reference, evidence=_restored(found.evidence)),
            facts=found.facts,
            spreads=found.spreads,
            stub_code=parse_cells(cell.text for cell in handout.stub.cells),
            given_statements=given_statements(handout.stub),
            solution=Withheld(),
            packed=True,
            content_digest=found.content,
            causes=causes,
            causes_digest=found.causes,
            finding_keys=found.finding_keys,
            known_wrong_answers=tuple(
                KnownWrongAnswer(cause=one.cause, evidence=_restored(one.evidence)) for one in found.known
            ),
        )
    except EvidenceError as error:
        raise SpecError(f"{exercise.reference}: cannot read the evidence ({error}); pack the course again") from error


def _restored(packed: msgspec.Raw) -> evidence.Evidence:
    return evidence.decode_stored(bytes(packed), max_bytes=MAX_BYTES)


def _shipped(*files: bytes) -> str:
    return sha256(b"".join(sha256(content).digest() for content in files)).hexdigest()
