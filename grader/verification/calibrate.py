"""Makes a calibration: trains the reference with many seeds, and then each planted fault with a few.

Each training is a run like any other: it has its own jailed kernel, is observed by the probe, and is scored outside.
Its seed is set again before each cell, because a given cell may set its own. The file is written after each training,
so that stopping loses nothing, and trainings in it are not repeated.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TypeVar

import msgspec

from grader.course.exercise_file import load_exercise
from grader.engine import calibration_file, environment
from grader.engine.calibration_file import Calibration, FaultTrainings
from grader.engine.engine import Engine
from grader.engine.source_run import run_reference
from grader.judging.checks.parameters import Injected
from grader.judging.judge import PreparedExercise
from grader.model import Exercise, Finding, Verdict
from grader.source.reader.reading import reading_of
from grader.source.records import Source, SourceCell
from grader.source.solution_blocks import reference_text
from grader.source.source import fill, reference_source, source_digest
from grader.util.text import read_text

FAULT = re.compile(r"^# fault: (.+)$", re.MULTILINE)
FAULT_SEEDS = 20
"""Trainings of each planted fault: enough to notice one that passes once in 20."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantedFault:
    """A wrong answer with a line `# fault: …`."""

    says: str
    source: Source


class CalibrationRun:
    """The calibration of one exercise, while it is being made."""

    def __init__(self, engine: Engine, exercise: str, trained: Callable[[str], None]) -> None:
        """Call `trained` with a phrase after each training. Raises `SpecError` if an old file is damaged."""
        self._engine = engine
        self._exercise = load_exercise(engine.course.root, exercise)
        self._trained = trained
        self._source = reference_source(self._exercise.reference)
        self._planted = dict(_planted(self._exercise))
        self.calibration = _found(self._exercise, engine)
        self.count = 0
        """The number of trainings so far."""

    async def make(self, seeds: int) -> Calibration:
        """Make the calibration by doing the missing trainings. Raises `SpecError` and `KernelFault`."""
        done = [set(criterion.right) for criterion in self.calibration.criteria.values()]
        done += [set(deviation.shares) for deviation in self.calibration.deviations.values()]
        missing = [seed for seed in range(1, seeds + 1) if not all(seed in one for one in done)]
        await self._each(missing, self._train)
        self._settle_faults()
        every = ((name, seed) for name in self._planted for seed in range(1, FAULT_SEEDS + 1))
        faults = self.calibration.faults
        if untrained := [(name, seed) for name, seed in every if seed not in faults[name].refused_by]:
            prepared = await self._engine.references.prepare(self._exercise.id)
            await self._each(untrained, lambda one: self._train_fault(prepared, *one))
        return self.calibration

    async def _train(self, seed: int) -> None:
        engine = self._engine
        source = with_seed(self._source, seed)
        run = await run_reference(self._exercise, source, keys=engine.keys, kernels=engine.kernels)
        scores = calibration_file.held_out_scores(self._exercise, run, engine.judge.sealed)
        shares = calibration_file.deviations(self._exercise, run)
        self._keep(
            criteria={
                name: msgspec.structs.replace(criterion, right=_sorted(criterion.right, seed, scores[name]))
                for name, criterion in self.calibration.criteria.items()
            },
            deviations={
                name: msgspec.structs.replace(deviation, shares=_sorted(deviation.shares, seed, shares[name]))
                for name, deviation in self.calibration.deviations.items()
            },
        )
        self._tell(f"seed {seed}")

    def _settle_faults(self) -> None:
        """Drop the faults that no longer exist, or that were judged by a different rubric or different bars."""
        old = self.calibration.faults
        new = {
            name: FaultTrainings(says=one.says, judged_by=_judged_by(self._exercise, self.calibration, one.source))
            for name, one in self._planted.items()
        }
        kept = {name: old[name] for name, one in new.items() if name in old and old[name].judged_by == one.judged_by}
        if new | kept != old:
            self._keep(faults=new | kept)

    async def _train_fault(self, prepared: PreparedExercise, name: str, seed: int) -> None:
        reading = reading_of(with_seed(self._planted[name].source, seed), prepared.stub)
        run = await self._engine.run(prepared, reading)
        fault = _judged(self.calibration.faults[name], seed, self._engine.judge(prepared, reading, run).findings)
        self._keep(faults=self.calibration.faults | {name: fault})
        self._tell(f"{self._planted[name].says}, seed {seed}")

    def _keep(self, **changes: Mapping[str, object]) -> None:
        self.calibration = calibration_file.with_tails(
            self._exercise, msgspec.structs.replace(self.calibration, **changes)
        )
        calibration_file.write_calibration(self._exercise, self.calibration)

    def _tell(self, what: str) -> None:
        self.count += 1
        self._trained(what)

    async def _each(self, items: Iterable[T], work: Callable[[T], Awaitable[None]]) -> None:
        """Do the work on each item, at the same time for as many as there may be kernels."""
        left = iter(items)

        async def one_after_another() -> None:
            for item in left:
                await work(item)

        await asyncio.gather(*(one_after_another() for _ in range(self._engine.workers)))


def with_seed(source: Source, seed: int) -> Source:
    """The source with code that sets the random seed again before each cell."""
    setting = SourceCell(text=f"__import__('keras').utils.set_random_seed({seed})")
    return replace(source, cells=tuple(cell for own in source.cells for cell in (setting, own)))


def _found(exercise: Exercise, engine: Engine) -> Calibration:
    """The existing calibration; an empty one if that is for a different state of the exercise."""
    found = calibration_file.read_calibration(exercise)
    wanted = calibration_file.depends_on(engine.course, exercise, engine.held_out)
    if found is not None and found.depends_on == wanted:
        return found
    spread, tolerance = (
        calibration_file.calibrated_criteria(exercise, one) for one in (Injected.SPREAD, Injected.TOLERANCE)
    )
    images = {one.id: len(engine.judge.sealed[str(one.params["data"])]) for one in spread}
    return Calibration(
        depends_on=wanted,
        made_with=environment.versions() | {"processor": environment.processor()},
        criteria={name: calibration_file.TrainingScores(images=count) for name, count in images.items()},
        deviations={one.id: calibration_file.HistoryDeviations() for one in tolerance},
    )


def _judged(fault: FaultTrainings, seed: int, findings: Iterable[Finding]) -> FaultTrainings:
    """The fault with one more training and its verdict from the findings."""
    failed = tuple(finding.criterion for finding in findings if finding.verdict is Verdict.FAIL)
    right = {
        finding.criterion: _sorted(fault.right.get(finding.criterion, {}), seed, finding.measured.value)
        for finding in findings
        if finding.measured
    }
    refused = _sorted(fault.refused_by, seed, failed)
    return msgspec.structs.replace(fault, right=fault.right | right, refused_by=refused)


def _sorted(found: Mapping[int, T], seed: int, value: T) -> dict[int, T]:
    return dict(sorted({**found, seed: value}.items()))


def _planted(exercise: Exercise) -> Iterator[tuple[str, PlantedFault]]:
    """Yield the name of each wrong answer's file with a fault, and the fault in it."""
    text = reference_text(exercise.reference)
    for path in sorted((exercise.reference.parent / "wrong").glob("*.py")):
        name = f"{exercise.id}/wrong/{path.name}"
        fragment = read_text(path, name)
        if says := FAULT.search(fragment):
            source = fill(text, fragment, name=name)
            yield path.stem, PlantedFault(says=says[1].strip(), source=source)


def _judged_by(exercise: Exercise, calibration: Calibration, source: Source) -> str:
    """A digest of everything on which a fault's verdicts depend: its code, the rubric, the bars."""
    rubric = [  # without `worked`, which did not always exist, so that the verdicts of many trainings stay valid
        (one.id, one.check, one.params, one.after, one.replay, *["worked"] * one.worked) for one in exercise.rubric
    ]
    bars: dict[str, object] = {name: criterion.tail for name, criterion in calibration.criteria.items()}
    bars |= {name: deviation.tolerance for name, deviation in calibration.deviations.items()}
    return sha256(msgspec.json.encode([source_digest(source), rubric, bars], order="deterministic")).hexdigest()
