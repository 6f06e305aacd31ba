"""The exercises of a course, prepared for judging: their references and known wrong answers have been run."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from grader.course import Course
from grader.course.exercise_file import handout_of, load_exercise
from grader.course.variants import causes_digest, diagnosed_variants
from grader.engine import calibration_file, source_run
from grader.engine.kernel_supply import KernelSupply
from grader.engine.run_keys import RunKeys
from grader.errors import SpecError
from grader.judging.causes.facts import KnownCause, KnownWrongAnswer
from grader.judging.causes.repair_facts import repair_facts
from grader.judging.checks import CHECKS
from grader.judging.checks.accuracy_bar import Spread
from grader.judging.checks.hidden_inputs import exercise_digest
from grader.judging.checks.parameters import Observes, observed_parameters
from grader.judging.finding_keys import finding_keys
from grader.judging.judge import Judge, PreparedExercise
from grader.model import Exercise, Run, Trust, Verdict
from grader.probe.outside.execute import replayable_inputs
from grader.source.ownership import given_statements, own_code, parse_cells
from grader.source.reader.reading import reading_of
from grader.source.records import Reading
from grader.source.source import reference_source, stub_source
from grader.storage.runs import RunStore

_ENOUGH = frozenset({Observes.VALUE, Observes.FUNCTION, Observes.OWN, Observes.CHOICE, Observes.PLACE})
"""The kinds of evidence by which a known wrong answer can be recognised without anything else."""


@dataclass(kw_only=True)
class References:
    """Prepares a course's exercises, each once, and keeps them. A reference runs once per content and cache."""

    course: Course
    keys: RunKeys
    kernels: KernelSupply
    store: RunStore
    """Runs of references and of known wrong answers."""
    judge: Judge
    held_out: Mapping[str, str]
    """Maps each data set to the digest of its held-out images and labels."""
    packed: Mapping[str, PreparedExercise]
    """Maps the id of each exercise in a packed course to its prepared exercise; empty for any other course."""
    home: "References | None" = None
    """The references by which marks are given, if these are for practice."""
    prepared: dict[str, PreparedExercise] = field(default_factory=dict)
    """Maps each exercise's id to the exercise, if it is prepared already."""
    _made: set[str] = field(default_factory=set)
    """Keys of the known wrong answers that were run here."""

    async def prepare(self, exercise_id: str, *, known: bool = True) -> PreparedExercise:
        """The exercise with its reference's run, and with those of its `known` wrong answers.

        These are needed only if something fails, and cost one run each the first time.

        Raises:
            SpecError: the reference does not earn full marks, or a file of the exercise is invalid.
            MissingDataError: the exercise needs data that was never fetched.
        """
        prepared = self.prepared.get(exercise_id) or self.packed.get(exercise_id)
        if prepared is None:
            prepared = await self._prepare(load_exercise(self.course.root, exercise_id))
        if known and not prepared.packed and not prepared.known_wrong_answers:
            prepared = replace(prepared, known_wrong_answers=await self._known_wrong_answers(prepared))
        self.prepared[exercise_id] = prepared
        return prepared

    def known_run(self, key: str) -> Run | None:
        """The run of a known wrong answer, if it was made here and not found in the cache. Raises `StorageError`."""
        return self.store.get(key) if key in self._made else None

    async def _prepare(self, exercise: Exercise) -> PreparedExercise:
        spreads = await self._calibrated(exercise)
        run = await self._run(exercise)
        spreads = await self._fitted(exercise, spreads, run)
        source, stub = reference_source(exercise.reference), stub_source(exercise.stub)
        handout = handout_of(exercise)
        prepared = PreparedExercise(
            exercise=exercise,
            handout=handout,
            request=self.keys.plan(exercise, replayable_inputs(run.evidence)),
            reference=run,
            facts=repair_facts(exercise, source, handout),
            spreads=spreads,
            stub_code=parse_cells(cell.text for cell in stub.cells),
            given_statements=given_statements(stub),
            solution=own_code(source, stub),
            content_digest=exercise_digest(exercise),
            causes=self.course.causes,
            causes_digest=causes_digest(exercise),
            finding_keys=finding_keys(exercise, spreads, self.held_out),
        )
        judged = self.judge(prepared, reading_of(source, stub), run)
        for finding in judged.findings:
            if finding.verdict is not Verdict.PASS:
                found = f"the reference itself does not pass: {finding.verdict}: {finding.message}"
                raise SpecError(f"{exercise.id}.toml: criterion '{finding.criterion}': {found}")
        verified = (one.criterion for one in judged.findings if one.trust is Trust.VERIFIED)
        return replace(prepared, verifiable=frozenset(verified))

    async def _calibrated(self, exercise: Exercise) -> dict[str, Spread | float]:
        """Maps each criterion to its calibration, which is required for marks. Raises `SpecError` if that is not
        known.
        """
        if not calibration_file.calibrated_criteria(exercise):
            return {}
        if self.home is not None:
            return dict((await self.home.prepare(exercise.id, known=False)).spreads)
        wanted = calibration_file.depends_on(self.course, exercise, self.held_out)
        return calibration_file.calibrated_spreads(exercise, wanted)

    async def _fitted(
        self, exercise: Exercise, spreads: Mapping[str, Spread | float], run: Run
    ) -> dict[str, Spread | float]:
        """Spreads for these held-out images. Raises `SpecError` if the reference's run does not fit its calibration."""
        scores = calibration_file.held_out_scores(exercise, run, self.judge.sealed)
        if self.home is None:
            calibration_file.require_typical(exercise, spreads, scores)
            return dict(spreads)
        at_home = await self.home.prepare(exercise.id, known=False) if scores else None
        usual = calibration_file.held_out_scores(exercise, at_home.reference, self.home.judge.sealed) if at_home else {}
        return calibration_file.moved_spreads(spreads, usual, scores)

    async def _run(self, exercise: Exercise) -> Run:
        """The reference's run, from the store or from a kernel."""
        key = self.keys.reference_key(exercise)
        run = self.store.get(key)
        if run is None:
            source = reference_source(exercise.reference)
            run = await source_run.run_reference(exercise, source, keys=self.keys, kernels=self.kernels, key=key)
            self.store.put(run)
        return run

    async def _known_wrong_answers(self, prepared: PreparedExercise) -> tuple[KnownWrongAnswer, ...]:
        """The wrong answers whose cause is known, each run once per content; none if criteria observe more than
        values.
        """
        checks = [CHECKS[criterion.check] for criterion in prepared.exercise.rubric]
        if any(observed not in _ENOUGH for check in checks for observed in observed_parameters(check).values()):
            return ()
        readings = [
            (cause, source_run.read_authored(prepared, source))
            for cause, source in diagnosed_variants(prepared.exercise, prepared.causes)
        ]
        keys = [self.keys.run_key(prepared, reading) for _, reading in readings]
        if self.kernels.mode == "none" and any(self.store.get(key) is None for key in keys):
            what = f"Preparing {len(keys)} known wrong answers to find the cause"
            self.kernels.notice(f"{what}; this takes a while, but only the first time.")
        return tuple(await asyncio.gather(*(self._known(prepared, *one) for one in readings)))

    async def _known(self, prepared: PreparedExercise, cause: KnownCause, reading: Reading) -> KnownWrongAnswer:
        key = self.keys.run_key(prepared, reading)
        run = self.store.get(key)
        if run is None:
            run = await source_run.run_source(prepared, reading, key=key, kernels=self.kernels)
            self.store.put(run)
            self._made.add(key)
        return KnownWrongAnswer(cause=cause, evidence=run.evidence)
