"""The grading desk: a course whose exercises are ready to be judged, and the kernels that run what is handed in.

`check`, `grade` and `verify` all sit down here. `Engine.open` loads a course; `prepare` runs an exercise's reference,
once per content, through the very path that a learner's file takes, and refuses an exercise whose reference is not
worth full marks; `run` executes a source, `judge` compares. What makes kernels is started when the first one is needed,
not before, and only where the sandbox holds.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Self

import msgspec

from grader.checks import CHECKS
from grader.checks.hidden_inputs import exercise_digest, shuffle_held_out
from grader.checks.parameters import Observes, observed_parameters
from grader.checks.requests import asked_names, fingerprint, plan, replay_inputs
from grader.course import Course
from grader.course.loader import is_packed, load_course, load_exercise
from grader.course.variants import diagnosed_variants
from grader.datasets import datasets, fetched_data
from grader.diagnosis.facts import KnownWrongAnswer
from grader.engine import bundle, calibration_file, environment
from grader.engine.mirrored_run import add_reference_values
from grader.errors import SpecError
from grader.evidence import Array, Dataset, Request, encode
from grader.grading.finding_keys import finding_keys
from grader.grading.judge import Judge, Judgement, PreparedExercise
from grader.grading.name_matching import match_names
from grader.grading.rubric import SealedLabels, wrong_models
from grader.model import Exercise, Outcome, Run, Verdict
from grader.reader.reader import Reader
from grader.reader.reading import reading_of
from grader.run.doctor import open_kernels
from grader.run.execute import Questions, execute, replayable_inputs
from grader.run.kernel_factory import Kernels, Mode
from grader.run.kernel_request import SEED
from grader.run.sandbox import Sandbox
from grader.run.unsandboxed import UnsandboxedKernels
from grader.source.ownership import own_code, parse_cells
from grader.source.records import Damage, Handout, Reading, Source
from grader.source.recovery import recover
from grader.source.source import read_source, reference_source
from grader.storage.code_digests import RUN
from grader.storage.runs import RunStore


class Engine:
    """One course at work. Make one with `Engine.open`; use it inside one event loop, and close it."""

    def __init__(  # noqa: PLR0913 - keyword-only, and `open` is the way to call it
        self,
        course: Course,
        *,
        cache: Path,
        salt: bytes,
        workers: int,
        masked: tuple[Path, ...],
        mode: Mode | None,
        notice: Callable[[str], None],
    ) -> None:
        self.course = course
        self.workers = workers
        self.mode = mode
        self._notice = notice
        self.references = RunStore(cache / "runs")
        self._packed = bundle.read_bundles(course) if is_packed(course.root) else None
        held_out = {} if self._packed else datasets.load_all_held_out(course.root)
        self.held_out = {name: held.digest for name, held in held_out.items()}
        self._images = {name: Array.from_values(held.images) for name, held in held_out.items()}
        self._labels = {name: held.labels for name, held in held_out.items()}
        self.reset_salt(salt)
        self.surroundings = [*_surroundings(course), mode != "none"]
        self._sandbox = Sandbox(
            data=datasets.folder(course.root, course.data),
            fetched=fetched_data.visible_folder(cache),
            masked=(course.root, cache, *masked),
            preload=course.preload,
        )
        self.reader = Reader()
        self._made: set[str] = set()
        self._kernels: Kernels | None = None
        self._busy: Counter[Kernels] = Counter()
        self._starting = asyncio.Lock()

    @classmethod
    def open(  # noqa: PLR0913 - keyword-only, and each may be left out
        cls,
        root: Path,
        *,
        workers: int = 1,
        masked: tuple[Path, ...] = (),
        sandbox: Mode | None = None,
        notice: Callable[[str], None] = lambda _: None,
        purpose: str = "",
    ) -> Self:
        """The desk of the course in a folder, for `workers` kernels at once that must not see `masked` folders.

        Kernels are made in the best way that this machine allows, unless `sandbox` names one; `notice` hears of it
        where that is slow. Without a sandbox there is one kernel at a time, for one's own file alone. Hidden inputs are
        others for another `purpose`.

        Raises:
            SpecError: the course is not as it should be.
            StorageError: data or cache can't be read.
        """
        cache = datasets.cache_home()
        return cls(
            load_course(root),
            cache=cache,
            salt=environment.salt(cache, purpose),
            workers=workers,
            masked=masked,
            mode=sandbox,
            notice=notice,
        )

    def reset_salt(self, salt: bytes) -> None:
        """Draw hidden inputs from this salt from now on; nothing is prepared any more."""
        self.salt = salt
        self.sealed: SealedLabels = {
            name: shuffle_held_out(labels, salt=salt, data=name) for name, labels in self._labels.items()
        }
        if self._packed:
            self.sealed = self._packed.sealed
        self.judge = Judge(self.sealed)
        self.prepared: dict[str, PreparedExercise] = {}

    async def prepare(self, exercise_id: str, *, known: bool = True) -> PreparedExercise:
        """The exercise with its reference's run.

        Its `known` wrong answers are of use only where something fails, and cost a run each the first time.

        Raises:
            SpecError: that is not worth full marks.
            MissingDataError: the exercise needs data that was never fetched.
        """
        if self._packed:
            return self._packed.exercises[exercise_id]
        found = self.prepared.get(exercise_id) or await self._prepare(load_exercise(self.course.root, exercise_id))
        if known and not found.known_wrong_answers:
            found = replace(found, known_wrong_answers=await self._known(found))
        self.prepared[exercise_id] = found
        return found

    async def _prepare(self, exercise: Exercise) -> PreparedExercise:
        source = reference_source(exercise.reference)
        spreads = calibration_file.calibrated_spreads(exercise, self.depends_on(exercise))
        key = self.reference_key(exercise)
        run = self.references.get(key)
        if run is None:
            run = await self.run_reference(exercise, source, key=key)
            self.references.put(run)
        inputs = replayable_inputs(run.evidence)
        calibration_file.require_typical(exercise, spreads, self.scores(exercise, run))
        stub = _stub(exercise)
        prepared = PreparedExercise(
            exercise=exercise,
            handout=Handout(stub=stub, asked=asked_names(exercise)),
            request=self._plan(exercise, inputs),
            reference=run,
            spreads=spreads,
            stub_code=parse_cells(cell.text for cell in stub.cells),
            solution=own_code(source, stub),
            content_digest=exercise_digest(exercise),
            finding_keys=finding_keys(exercise, spreads, self.held_out),
        )
        _require_full_marks(exercise, self.judge(prepared, reading_of(source, stub), run))
        return prepared

    def reference_key(self, exercise: Exercise) -> str:
        """The content key of its reference's run: equal keys, equal prepared exercises. Raises `MissingDataError`."""
        datasets.require(exercise.needs, exercise.id)
        asked = fingerprint(exercise, salt=self.salt, images=self._images)
        asked += self.salt + exercise_digest(exercise).encode()
        return self._key(reference_source(exercise.reference), exercise, asked)

    async def _known(self, prepared: PreparedExercise) -> tuple[KnownWrongAnswer, ...]:
        """The wrong answers whose cause is known, run once per content; none where values are not all that counts."""
        wanted = {
            want
            for criterion in prepared.exercise.rubric
            for want in observed_parameters(CHECKS[criterion.check]).values()
        }
        if not wanted <= {Observes.VALUE, Observes.FUNCTION, Observes.OWN}:
            return ()
        every = [(rule, self.read_authors(prepared, source)) for rule, source in diagnosed_variants(prepared.exercise)]
        if self.mode == "none" and any(self.references.get(self.key(prepared, one)) is None for _, one in every):
            self._notice(
                f"Looking for the cause among {len(every)} known ones; this takes a while, the first time only."
            )
        return tuple(await asyncio.gather(*(self._one(prepared, *each) for each in every)))

    async def _one(self, prepared: PreparedExercise, rule: str, reading: Reading) -> KnownWrongAnswer:
        run = self.references.get(self.key(prepared, reading))
        if run is None:
            run = await self.run(prepared, reading)
            self.references.put(run)
            self._made.add(run.key)
        return KnownWrongAnswer(rule=rule, evidence=run.evidence)

    def known_run(self, key: str) -> Run | None:
        """The run of a known wrong answer, if this very desk had it made. Raises `StorageError`."""
        return self.references.get(key) if key in self._made else None

    async def run_reference(self, exercise: Exercise, source: Source, *, key: str = "") -> Run:
        """A reference's run, asked all that its exercise asks. Needs nothing prepared. Raises `SpecError`."""
        reading = reading_of(source, _stub(exercise))
        questions = Questions(
            inputs=replay_inputs(exercise),
            plan=lambda inputs: self._plan(exercise, inputs),
            answers=reading.answers,
            binds=reading.binds,
            keep_model_parts=True,
        )
        async with self._at_work() as kernels:
            run = await execute(source, questions, kernels=kernels, limits=exercise.limits, key=key)
        _require_ok(exercise, run)
        return run

    def depends_on(self, exercise: Exercise) -> dict[str, str]:
        """What a calibration of the exercise holds for. Raises `MissingDataError`."""
        datasets.require(exercise.needs, exercise.id)
        source = reference_source(exercise.reference)
        return calibration_file.depends_on(self.course, exercise, source, self.held_out)

    def scores(self, exercise: Exercise, run: Run) -> dict[str, int]:
        """How many held-out images a reference's run is right about, by criterion. Raises `SpecError`."""
        return calibration_file.held_out_scores(exercise, run, self.sealed)

    def _plan(self, exercise: Exercise, inputs: Mapping[str, Array | Dataset]) -> Request:
        return plan(exercise, salt=self.salt, inputs=inputs, images=self._images)

    def key(self, prepared: PreparedExercise, reading: Reading) -> str:
        """The content key of the run of a source: equal keys, equal runs."""
        source = reading.source
        told = [(cell.shown, cell.remarks) for cell in source.cells]
        more = [reading.answers, _asked(prepared), source.repairs, told]
        asked = encode(prepared.request) + msgspec.json.encode(more)
        return self._key(source, prepared.exercise, asked)

    def _key(self, source: Source, exercise: Exercise, asked: bytes) -> str:
        parts = [
            [cell.text for cell in source.cells],
            sha256(asked).hexdigest(),
            exercise.limits,
            [fetched_data.fetched_digest(datasets.cache_home(), name) for name in exercise.needs],
            self.surroundings,
            SEED,
        ]
        return sha256(msgspec.json.encode(parts, order="deterministic")).hexdigest()

    def read(self, prepared: PreparedExercise, content: bytes, *, script: bool) -> Reading | Damage:
        """The code in a file's bytes, a script's or a notebook's, as it can be run for that exercise.

        Raises `KernelFault` where no reader can be started.
        """
        return self.reader.read(content, script=script, handout=prepared.handout)

    @staticmethod
    def read_authors(prepared: PreparedExercise, source: Source) -> Reading:
        """The same for code that the course's authors wrote, or a machine made of it."""
        recovered = recover(source, prepared.stub, prepared.handout.asked)
        assert isinstance(recovered, Source), "a script is whole"
        return reading_of(recovered, prepared.stub)

    async def run(self, prepared: PreparedExercise, reading: Reading) -> Run:
        """A source executed in a kernel of its own, and looked at. Raises `KernelFault`."""
        questions = Questions(
            plan=lambda _: prepared.request,
            answers=reading.answers,
            binds=reading.binds,
            wrong_models=lambda evidence: wrong_models(prepared.exercise, evidence, prepared.reference.evidence),
            stand_ins=lambda seen: match_names(_asked(prepared), seen.names, reading.own_names),
        )
        async with self._at_work() as kernels:
            key = self.key(prepared, reading)
            limits = prepared.exercise.limits
            run = await execute(reading.source, questions, kernels=kernels, limits=limits, key=key)
            return run if self._packed else await add_reference_values(prepared, run, kernels=kernels)

    async def restart(self) -> None:
        """A new zygote in the place of a lost one. Raises `SandboxError`."""
        self._end_kernels()
        await self.kernels()

    async def kernels(self) -> Kernels:
        """What makes the kernels, started at the first call. Raises `SandboxError`."""
        async with self._starting:
            if self._kernels is not None and (self._kernels.unavailable or self._kernels.exhausted):
                self._give_up(self._kernels)
            if self._kernels is None:
                self._kernels = await self._start()
        return self._kernels

    @asynccontextmanager
    async def _at_work(self) -> AsyncIterator[Kernels]:
        """What makes kernels, which lives until this is over, whatever has taken its place meanwhile."""
        kernels = await self.kernels()
        self._busy[kernels] += 1
        try:
            yield kernels
        finally:
            self._busy[kernels] -= 1
            if kernels is not self._kernels:
                self._give_up(kernels)

    def _give_up(self, kernels: Kernels) -> None:
        """End what makes kernels where nobody is at work with it, or nobody can be."""
        if kernels is self._kernels:
            self._kernels = None
        if kernels.unavailable or not self._busy[kernels]:
            kernels.close()

    async def _start(self) -> Kernels:
        if self.mode == "none":
            return UnsandboxedKernels(self._sandbox)
        return await open_kernels(self._sandbox, slots=self.workers, forced=self.mode, notice=self._notice)

    def close(self) -> None:
        """End what makes kernels and what reads files, if they were started."""
        self.reader.close()
        self._end_kernels()

    def _end_kernels(self) -> None:
        if self._kernels is not None:
            self._kernels.close()
            self._kernels = None


def _surroundings(course: Course) -> list[object]:
    return [environment.versions(), RUN.code(), datasets.data_digest(course.root, course.data), course.preload]


def _stub(exercise: Exercise) -> Source:
    stub = read_source(exercise.stub)
    if not isinstance(stub, Source):
        raise SpecError(f"{exercise.stub}: {stub.message}")
    return stub


def _asked(prepared: PreparedExercise) -> dict[str, str]:
    """The names that an exercise asks for, and the kind of what its reference leaves there."""
    kinds = prepared.reference.evidence.names
    asks = [*prepared.request.asks.values(), *(ask for one in prepared.request.replays for ask in one.asks.values())]
    return {ask.name: kinds[ask.name] for ask in asks if ask.name in kinds}


def _require_ok(exercise: Exercise, run: Run) -> None:
    if run.outcome is not Outcome.OK:
        raise SpecError(f"{exercise.reference}: the reference does not run: {run.outcome}: {run.message}")


def _require_full_marks(exercise: Exercise, judged: Judgement) -> None:
    """Raise `SpecError` at the first criterion that the reference itself does not meet."""
    for finding in judged.findings:
        if finding.verdict is not Verdict.PASS:
            raise SpecError(
                f"{exercise.id}.toml: criterion '{finding.criterion}': the reference itself does not meet it: "
                f"{finding.verdict}: {finding.message}"
            )
