"""The results of a reference's trainings over many seeds, in a file next to the reference.

solutions/<lesson>/<exercise>/calibration.json
    depends_on    what the numbers depend on: if any of it changes, they are made again
    made_with     versions and processor, for the record
    criteria      for each criterion of accuracy: the images that the reference was right about, by seed, and the tail
    deviations    for each criterion of a validation loss: how far the history is from its model, by seed
    faults        for each wrong answer with a line `# fault: …`: the criteria that refuse it, by seed
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, cast

import msgspec

from grader.course import Course
from grader.course.datasets import datasets, fetched_sets
from grader.errors import SpecError
from grader.judging.checks import CHECKS
from grader.judging.checks.accuracy_bar import MIN_DEVIATIONS, MIN_TRAININGS, Spread, Tail, tolerance
from grader.judging.checks.parameters import Injected, injected_parameters, keys
from grader.judging.checks.predictions import count_correct
from grader.judging.checks.training import deviation
from grader.judging.rubric import SealedLabels
from grader.model import Criterion, Exercise, Finding, Run
from grader.source.source import reference_source, source_digest
from grader.util.decoders import json_decoder
from grader.util.files import write_whole

FILE = "calibration.json"
COLUMNS = 110


class TrainingScores(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The results of the reference's trainings for one criterion."""

    images: int
    right: dict[int, int] = {}
    """Maps each seed to the number of held-out images that the reference was right about."""
    tail: Tail | None = None
    """The bar; None while there are not enough trainings."""

    @property
    def spread(self) -> Spread:
        """The spread of the numbers, without their seeds."""
        return Spread.from_counts(self.right.values(), self.images)


class HistoryDeviations(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How far the reference's histories are from its models, for one criterion."""

    shares: dict[int, float] = {}
    """Maps each seed to the distance of the two losses, as a share of the model's loss."""
    tolerance: float | None = None
    """None while there are not enough trainings."""


class FaultTrainings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The trainings of one planted fault."""

    says: str
    judged_by: str
    """Digest of its code, of the rubric and of the bars."""
    right: dict[str, dict[int, int]] = {}
    """Maps each criterion to the number of held-out images that the model was right about, by seed."""
    refused_by: dict[int, tuple[str, ...]] = {}
    """Maps each seed to the criteria that failed."""

    @property
    def accepted_count(self) -> int:
        """How many trainings pass all criteria."""
        return sum(not criteria for criteria in self.refused_by.values())

    def refused_count(self, criterion: str) -> int:
        """How many trainings fail that criterion."""
        return sum(criterion in criteria for criteria in self.refused_by.values())


class Calibration(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The content of the whole file."""

    version: Literal[1] = 1
    depends_on: dict[str, str]
    made_with: dict[str, str]
    criteria: dict[str, TrainingScores]
    deviations: dict[str, HistoryDeviations] = {}
    faults: dict[str, FaultTrainings] = {}


def calibration_path(exercise: Exercise) -> Path:
    """The path of an exercise's calibration, whether or not it exists."""
    return exercise.reference.parent / FILE


def calibrated_criteria(exercise: Exercise, *by: Literal[Injected.SPREAD, Injected.TOLERANCE]) -> tuple[Criterion, ...]:
    """The criteria that are judged by a calibration; `by` selects only bars or only tolerances."""
    kinds = {*by} or {Injected.SPREAD, Injected.TOLERANCE}
    return tuple(one for one in exercise.rubric if kinds & {*injected_parameters(CHECKS[one.check]).values()})


def depends_on(course: Course, exercise: Exercise, held_out: Mapping[str, str]) -> dict[str, str]:
    """Everything that a calibration of an exercise depends on, by name.

    `held_out` maps each data set to the digest of its images and labels.

    Raises:
        MissingDataError: the exercise needs data that was never fetched.
        SpecError: its reference cannot be read.
    """
    fetched_sets.require(exercise.needs, exercise.id)
    found = {"reference": source_digest(reference_source(exercise.reference))}
    found |= {name: fetched_sets.fetched_digest(datasets.cache_home(), name) for name in exercise.needs}
    for criterion in calibrated_criteria(exercise):
        name = str(criterion.params["data"])
        found[criterion.id] = _about(criterion)
        if name not in exercise.needs:
            found[name] = datasets.data_digest(course.root, course.data, cast("datasets.TfdsDataSet", name))
        if "split" not in criterion.params:
            found[f"{name}, held out"] = held_out[name]
    return found


def _about(criterion: Criterion) -> str:
    """A sentence on what a criterion judges, and with which images."""
    asked = criterion.params
    if "split" not in asked:
        return f"{asked['of']} on {asked['data']}"
    return f"{asked['of']} of {asked['model']} on {asked['data']} {asked['split']}, {asked.get('epoch', 'last')} epoch"


def read_calibration(exercise: Exercise) -> Calibration | None:
    """An exercise's calibration, or None if there is none. Raises `SpecError` if the file is damaged."""
    path = calibration_path(exercise)
    try:
        return json_decoder(Calibration).decode(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError) as error:
        fault = f"{path}: cannot read the calibration ({error})"
        raise SpecError(f"{fault}; remove the file and calibrate again") from error


def calibrated_spreads(exercise: Exercise, wanted: Mapping[str, str]) -> dict[str, Spread | float]:
    """Maps each criterion to the result of the reference's trainings: a spread or a tolerance.

    Raises `SpecError` unless they were made for what is `wanted`.
    """
    criteria = calibrated_criteria(exercise)
    if not criteria:
        return {}
    found = read_calibration(exercise)
    if found is None or found.depends_on != wanted:
        what = "there is none" if found is None else "it is for a different reference or different data"
        raise SpecError(_again(exercise, criteria[0].id, f"no calibration: {what}"))
    honest = with_tails(exercise, found)
    known: dict[str, Spread | float] = {}
    for name, trained in found.criteria.items():
        if trained.tail is None:
            raise SpecError(_again(exercise, name, f"no calibration: {MIN_TRAININGS} trainings are needed at least"))
        if trained != honest.criteria[name]:
            raise SpecError(_again(exercise, name, "the calibration's numbers do not result in its bar"))
        known[name] = trained.spread
    for name, apart in found.deviations.items():
        if apart.tolerance is None:
            raise SpecError(_again(exercise, name, f"no calibration: {MIN_DEVIATIONS} trainings are needed at least"))
        if apart != honest.deviations[name]:
            raise SpecError(_again(exercise, name, "the calibration's numbers do not result in its tolerance"))
        known[name] = apart.tolerance
    return known


def held_out_scores(exercise: Exercise, run: Run, sealed: SealedLabels) -> dict[str, int]:
    """Maps each criterion to how many held-out images a reference's run classifies correctly. Raises `SpecError`."""
    found = {}
    for criterion in calibrated_criteria(exercise, Injected.SPREAD):
        evidence, of = run.evidence.for_criterion(criterion.id), str(criterion.params["of"])
        try:
            right = count_correct(of, evidence, evidence, sealed[str(criterion.params["data"])])
        except ValueError as error:
            raise SpecError(f"{exercise.id}.toml: criterion '{criterion.id}': {error}") from error
        if isinstance(right, Finding):
            raise SpecError(f"{exercise.id}.toml: criterion '{criterion.id}': for the reference: {right.message}")
        found[criterion.id] = right
    return found


def deviations(exercise: Exercise, run: Run) -> dict[str, float]:
    """Maps each criterion to how far a reference's history is from its model, as a share of the loss. Raises
    `SpecError`.
    """
    found = {}
    for criterion in calibrated_criteria(exercise, Injected.TOLERANCE):
        try:
            found[criterion.id] = deviation(run.evidence.for_criterion(criterion.id), **cast("Any", criterion.params))
        except ValueError as error:
            raise SpecError(f"{exercise.id}.toml: criterion '{criterion.id}': {error}") from error
    return found


def require_typical(exercise: Exercise, spreads: Mapping[str, Spread | float], scores: Mapping[str, int]) -> None:
    """Raise `SpecError` if the reference's own run is outside the results in its calibration.

    A different processor or version rounds differently, which should change no more than a different seed does.
    """
    for criterion in calibrated_criteria(exercise, Injected.SPREAD):
        spread, right = spreads[criterion.id], scores[criterion.id]
        assert isinstance(spread, Spread), "of a criterion that is judged by one"
        if not spread.contains(right, risk_of(criterion)):
            known = f"{spread.right[0]:,} to {spread.right[-1]:,}"
            what = f"on this machine the reference is right about {right:,} images, but its calibration says {known}"
            raise SpecError(_again(exercise, criterion.id, what))


def moved_spreads(
    spreads: Mapping[str, Spread | float], usual: Mapping[str, int], scores: Mapping[str, int]
) -> dict[str, Spread | float]:
    """Spreads for other held-out images, moved by the difference of the same trained reference's scores on both.

    `usual` and `scores` map criteria to its score on the calibration's images and on the others. A training is compared
    with itself, so the effect of its seed cancels out. The bar is an estimate, good enough for practice.
    """
    return {name: _moved(spread, scores.get(name, 0) - usual.get(name, 0)) for name, spread in spreads.items()}


def _moved(spread: Spread | float, by: int) -> Spread | float:
    if not isinstance(spread, Spread):
        return spread
    return Spread.from_counts((min(max(one + by, 0), spread.images) for one in spread.right), spread.images)


def with_tails(exercise: Exercise, calibration: Calibration) -> Calibration:
    """The calibration with the bars computed from its numbers and the rubric's risks, if there are enough numbers."""
    risks = {criterion.id: risk_of(criterion) for criterion in calibrated_criteria(exercise, Injected.SPREAD)}
    tails = {
        name: criterion.spread.tail(risks[name]) if len(criterion.right) >= MIN_TRAININGS else None
        for name, criterion in calibration.criteria.items()
    }
    criteria = {name: msgspec.structs.replace(one, tail=tails[name]) for name, one in calibration.criteria.items()}
    deviations = {
        name: msgspec.structs.replace(one, tolerance=tolerance(one.shares.values()))
        for name, one in calibration.deviations.items()
    }
    return msgspec.structs.replace(calibration, criteria=criteria, deviations=deviations)


def risk_of(criterion: Criterion) -> float:
    """The risk that a criterion states, or the default of its check."""
    return float(cast("float", criterion.params.get("risk", keys(CHECKS[criterion.check])["risk"].default)))


def _again(exercise: Exercise, criterion: str, what: str) -> str:
    return f"{exercise.id}.toml: criterion '{criterion}': {what}; type: grader calibrate {exercise.id}"


def write_calibration(exercise: Exercise, calibration: Calibration) -> None:
    """Write an exercise's calibration to its place. Raises `StorageError`."""
    write_whole(calibration_path(exercise), compact_json(msgspec.to_builtins(calibration, str_keys=True)).encode())


def compact_json(document: dict[str, Any]) -> str:
    """JSON with every container that holds no other container on as few lines as possible."""
    return re.sub(r"([\[{])\n\s+([^\[\]{}]*)\n( *)([\]}])", _filled, json.dumps(document, indent=2)) + "\n"


def _filled(match: re.Match[str]) -> str:
    opening, inside, indent, closing = match.groups()
    lines = [""]
    for item in inside.split("\n"):
        word = item.strip()
        if lines[-1] and len(lines[-1]) + len(word) + len(indent) + 3 > COLUMNS:
            lines.append("")
        lines[-1] += f"{' ' if lines[-1] else ''}{word}"
    if len(lines) == 1:
        return f"{opening}{lines[0]}{closing}"
    return f"{opening}\n" + "\n".join(f"{indent}  {line}" for line in lines) + f"\n{indent}{closing}"
