"""The proofs of exercises on disk, so that nothing is proven again until it changes.

    XDG_CACHE_HOME/grader/proofs/exercises/…              exercises, all of which are proven, in a `ContentStore`
    XDG_CACHE_HOME/grader/proofs/runs/<surroundings>/…    runs of single cases, in a `RunStore`

An exercise's key is a digest of all that its proof follows from: its files, the grader's code, every installed
package, data and held-out images, the salt of hidden inputs, the processor, the way kernels are made. A case's run
serves again if another case, a hint, a check or a diagnosis has changed. It has the content key of every run, which
holds what it was asked and the code that ran it, and lies in a folder of all that surrounds it on this machine. Both
are bounded: what was not used for longest goes first.
"""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Self

import msgspec

from grader.course.datasets import datasets
from grader.engine import environment
from grader.engine.engine import Engine
from grader.model import Outcome, Run, Trust
from grader.storage.content_store import ContentStore
from grader.storage.runs import RunStore
from grader.util.code_digests import PROOF
from grader.util.decoders import json_decoder
from grader.util.files import bytes_of
from grader.verification.lazy.cases import unused_grants
from grader.verification.records import CaseKind, KillRate, Proof, ResourceUsage

RUNS_BYTES = 2 * 2**30
"""The most that runs of cases may take together; those of a whole course, mutants included, take about a tenth."""
EXERCISES_BYTES = 64 * 2**20
"""The most that proven exercises may take together, and one of them unpacked."""
REUSABLE_OUTCOMES = frozenset({Outcome.OK, Outcome.RAISED, Outcome.TOO_MUCH_OUTPUT})
"""How a run ends that would end so on any machine, however busy."""

GENERATED_KINDS = frozenset({CaseKind.MUTANT, CaseKind.LAZY})
"""Cases made by machine."""


class ExerciseProof(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What became of one exercise."""

    exercise: str
    proofs: tuple[Proof, ...] = ()
    """Of all cases, in their order."""
    complaints: tuple[str, ...] = ()
    """What is not proven of the exercise as a whole."""
    unnoticed: tuple[str, ...] = ()
    """Changes that make its rubric laxer, and that no case notices."""
    mistake: str = ""
    """Why it could not be prepared at all."""
    lacks: str = ""
    """Which data was never fetched here, and the command to type."""

    @property
    def cases(self) -> tuple[Proof, ...]:
        """What is proven of all that somebody wrote."""
        return tuple(proof for proof in self.proofs if proof.kind not in GENERATED_KINDS)

    @property
    def mutants(self) -> tuple[Proof, ...]:
        """What is proven of the mutants."""
        return tuple(proof for proof in self.proofs if proof.kind is CaseKind.MUTANT)

    @property
    def lazy(self) -> tuple[Proof, ...]:
        """What is proven of the lazy answers."""
        return tuple(proof for proof in self.proofs if proof.kind is CaseKind.LAZY)

    @property
    def survivors(self) -> tuple[Proof, ...]:
        """The mutants that fail no criterion, and that nobody said need not."""
        return tuple(proof for proof in self.mutants if not proof.exempt and not proof.failed_criteria)

    @property
    def rate(self) -> KillRate:
        """How many mutants the rubric notices."""
        return KillRate.from_proofs(self.mutants)

    @property
    def mutant_problems(self) -> tuple[str, ...]:
        """What is not proven of the mutants."""
        problems = (problem for proof in self.mutants for problem in proof.problems)
        return (*filter(None, [self.rate.problem]), *problems)

    @property
    def costly(self) -> tuple[Proof, ...]:
        """The mutants that lose more than half of the points: one change each, which may be a slip."""
        total = sum(self.points.values())
        return tuple(proof for proof in self.mutants if 2 * sum(proof.points.values()) < total)

    @property
    def points(self) -> Mapping[Trust, int]:
        """What the reference earns, by how far that can be trusted."""
        return next((proof.points for proof in self.proofs if proof.kind is CaseKind.REFERENCE), {})

    @property
    def lazy_problems(self) -> tuple[str, ...]:
        """What is not proven of the lazy answers: each that earns too much, and grants that none needs."""
        found = (f"{proof.name}: {problem}" for proof in self.lazy for problem in proof.problems)
        return (*found, *unused_grants(self.lazy))

    @property
    def reference_usage(self) -> tuple[ResourceUsage, ...]:
        """What the reference's runs took."""
        kinds = {CaseKind.REFERENCE, CaseKind.AGAIN, CaseKind.SEED}
        return tuple(proof.used for proof in self.proofs if proof.kind in kinds)

    @property
    def is_proven(self) -> bool:
        """Whether there is nothing to complain of."""
        problems = (*self.complaints, *self.unnoticed, *self.mutant_problems, *self.lazy_problems)
        return not any((self.mistake, self.lacks, *problems, *(proof.problems for proof in self.cases)))


class ProofCache:
    """What was proven of one course."""

    def __init__(self, root: Path, folder: Path, *, code: str, surroundings: bytes, mutants: bool) -> None:
        """Those in a folder of what follows from the course in `root`, the grader's `code` and the surroundings."""
        self._root = root
        self._follows_from = msgspec.json.encode([code, mutants]) + surroundings
        self._exercises = ContentStore(folder / "exercises", max_bytes=EXERCISES_BYTES)
        self._all_runs = RunStore(folder / "runs")
        self._runs = RunStore(folder / "runs" / sha256(surroundings).hexdigest()[:16])

    @classmethod
    def for_engine(cls, engine: Engine, *, mutants: bool) -> Self:
        """The proofs that serve an engine on this machine; those with `mutants` differ from those without."""
        machine = [environment.installed_packages(), environment.processor(), engine.kernels.mode]
        of_engine = [engine.surroundings, dict(engine.held_out), engine.keys.salt.hex()]
        return cls(
            engine.course.root,
            datasets.cache_home() / "proofs",
            code=PROOF.code() + engine.course.causes.digest,
            surroundings=msgspec.json.encode([machine, of_engine], order="deterministic"),
            mutants=mutants,
        )

    def key(self, exercise: str) -> str:
        """Digest of all that the exercise's proof follows from, as it stands now. Raises `StorageError`."""
        return sha256(self._follows_from + b"\0" + self._files(exercise).encode()).hexdigest()

    def get(self, exercise: str) -> ExerciseProof | None:
        """The exercise, if all of it was proven as it stands. Raises `StorageError`."""
        key = self.key(exercise)

        def checked(content: bytes) -> ExerciseProof:
            proved = json_decoder(ExerciseProof).decode(content)
            if proved.exercise != exercise:
                raise ValueError(f"holds the proof of {proved.exercise}")
            return proved

        self._exercises.mark_used(key)
        return self._exercises.read(key, checked)

    def put(self, key: str, proved: ExerciseProof) -> None:
        """Keep an exercise, if all of it is proven, and nobody has changed it since it had that key.

        Raises:
            StorageError: it can't be written.
        """
        if proved.is_proven and self.key(proved.exercise) == key:
            self._exercises.write(key, msgspec.json.encode(proved))

    def run(self, key: str) -> Run | None:
        """A run that serves again: one that ended as it would on any machine. Raises `StorageError`."""
        found = self.last_run(key)
        return found if found is not None and found.outcome in REUSABLE_OUTCOMES else None

    def last_run(self, key: str) -> Run | None:
        """The last run of that key, however it ended. Raises `StorageError`."""
        self._runs.mark_used(key)
        return self._runs.get(key)

    def keep(self, run: Run) -> None:
        """Keep a run. Raises `StorageError`."""
        self._runs.put(run)

    def prune(self) -> None:
        """Remove what was not used for longest, as far as it is too much."""
        self._all_runs.prune(RUNS_BYTES)
        self._exercises.prune(EXERCISES_BYTES)

    def _files(self, exercise: str) -> str:
        """sha256 over names and contents of the exercise's files."""
        total = sha256(exercise.encode())
        for path in self._files_of(exercise):
            content = bytes_of(path)
            total.update(f"\0{path.relative_to(self._root)}\0{len(content)}\0".encode() + content)
        return total.hexdigest()

    def _files_of(self, exercise: str) -> Iterator[Path]:
        beside = self._root / "exercises" / exercise
        yield from (path for path in (beside.with_suffix(".toml"), beside.with_suffix(".ipynb")) if path.is_file())
        answers = sorted((self._root / "solutions" / exercise).rglob("*"))
        yield from (path for path in answers if path.is_file() and "__pycache__" not in path.parts)
