"""Stores the proofs of exercises, so that nothing is proven again until it changes.

    XDG_CACHE_HOME/grader/proofs/exercises/…              fully proven exercises, in a `ContentStore`
    XDG_CACHE_HOME/grader/proofs/runs/<surroundings>/…    runs of single cases, in a `RunStore`

An exercise's key is a digest of everything on which its proof depends: its files, the grader's code, every installed
package, data and held-out images, the salt of hidden inputs, the processor, the way kernels are made. The run of a case
is used again if only a different case, a hint, a check or a diagnosis has changed. It has the content key of every run,
which covers the requests and the code that ran it. It is in a folder for everything else on this machine that affects
it. The size of both is limited: what was not used for longest is removed first.
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
"""The most bytes for the runs of cases; the runs of a whole course, with mutants, take about a tenth."""
EXERCISES_BYTES = 64 * 2**20
"""The most bytes for proven exercises, and for one of them unpacked."""
REUSABLE_OUTCOMES = frozenset({Outcome.OK, Outcome.RAISED, Outcome.TOO_MUCH_OUTPUT})
"""The outcomes of runs that would be the same on any machine, however busy."""

GENERATED_KINDS = frozenset({CaseKind.MUTANT, CaseKind.LAZY})
"""The kinds of generated cases."""


class ExerciseProof(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The proof of one exercise; parts that were impossible are missing."""

    exercise: str
    proofs: tuple[Proof, ...] = ()
    """The proofs of all cases, in their order."""
    complaints: tuple[str, ...] = ()
    """The problems of the exercise as a whole."""
    unnoticed: tuple[str, ...] = ()
    """The changes that make its rubric laxer and that no case notices."""
    mistake: str = ""
    """The reason why it could not be prepared at all."""
    lacks: str = ""
    """The data that was never fetched on this machine, and the command to type."""

    @property
    def cases(self) -> tuple[Proof, ...]:
        """The proofs of all cases that people wrote."""
        return tuple(proof for proof in self.proofs if proof.kind not in GENERATED_KINDS)

    @property
    def mutants(self) -> tuple[Proof, ...]:
        """The proofs of the mutants."""
        return tuple(proof for proof in self.proofs if proof.kind is CaseKind.MUTANT)

    @property
    def lazy(self) -> tuple[Proof, ...]:
        """The proofs of the lazy answers."""
        return tuple(proof for proof in self.proofs if proof.kind is CaseKind.LAZY)

    @property
    def survivors(self) -> tuple[Proof, ...]:
        """The mutants that fail no criterion and have no exemption."""
        return tuple(proof for proof in self.mutants if not proof.exempt and not proof.failed_criteria)

    @property
    def rate(self) -> KillRate:
        """The rate at which the rubric notices mutants."""
        return KillRate.from_proofs(self.mutants)

    @property
    def mutant_problems(self) -> tuple[str, ...]:
        """The problems with the mutants."""
        problems = (problem for proof in self.mutants for problem in proof.problems)
        return (*filter(None, [self.rate.problem]), *problems)

    @property
    def costly(self) -> tuple[Proof, ...]:
        """The mutants that lose more than half of the points: each is one change, which may be a slip."""
        total = sum(self.points.values())
        return tuple(proof for proof in self.mutants if 2 * sum(proof.points.values()) < total)

    @property
    def points(self) -> Mapping[Trust, int]:
        """The points that the reference earns, by how far they can be trusted."""
        return next((proof.points for proof in self.proofs if proof.kind is CaseKind.REFERENCE), {})

    @property
    def lazy_problems(self) -> tuple[str, ...]:
        """The problems with the lazy answers: answers that earn too much, and grants that no answer needs."""
        found = (f"{proof.name}: {problem}" for proof in self.lazy for problem in proof.problems)
        return (*found, *unused_grants(self.lazy))

    @property
    def reference_usage(self) -> tuple[ResourceUsage, ...]:
        """The time and memory of the reference's runs."""
        kinds = {CaseKind.REFERENCE, CaseKind.AGAIN, CaseKind.SEED}
        return tuple(proof.used for proof in self.proofs if proof.kind in kinds)

    @property
    def is_proven(self) -> bool:
        """Whether there are no problems."""
        problems = (*self.complaints, *self.unnoticed, *self.mutant_problems, *self.lazy_problems)
        return not any((self.mistake, self.lacks, *problems, *(proof.problems for proof in self.cases)))


class ProofCache:
    """The stored proofs of one course."""

    def __init__(self, root: Path, folder: Path, *, code: str, surroundings: bytes, mutants: bool) -> None:
        """Use the proofs in `folder` that depend on the course in `root`, the grader's `code` and the surroundings."""
        self._root = root
        self._follows_from = msgspec.json.encode([code, mutants]) + surroundings
        self._exercises = ContentStore(folder / "exercises", max_bytes=EXERCISES_BYTES)
        self._all_runs = RunStore(folder / "runs")
        self._runs = RunStore(folder / "runs" / sha256(surroundings).hexdigest()[:16])

    @classmethod
    def for_engine(cls, engine: Engine, *, mutants: bool) -> Self:
        """The proofs that an engine on this machine can use; proofs with `mutants` are separate from those without."""
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
        """The digest of everything on which the exercise's proof now depends. Raises `StorageError`."""
        return sha256(self._follows_from + b"\0" + self._files(exercise).encode()).hexdigest()

    def get(self, exercise: str) -> ExerciseProof | None:
        """The exercise's proof, if all of it was proven in its present state. Raises `StorageError`."""
        key = self.key(exercise)

        def checked(content: bytes) -> ExerciseProof:
            proved = json_decoder(ExerciseProof).decode(content)
            if proved.exercise != exercise:
                raise ValueError(f"holds the proof of {proved.exercise}")
            return proved

        self._exercises.mark_used(key)
        return self._exercises.read(key, checked)

    def put(self, key: str, proved: ExerciseProof) -> None:
        """Store a proof, if all of it is proven and the exercise has not changed since it had that key.

        Raises:
            StorageError: the proof can't be written.
        """
        if proved.is_proven and self.key(proved.exercise) == key:
            self._exercises.write(key, msgspec.json.encode(proved))

    def run(self, key: str) -> Run | None:
        """The stored run with this key, if it ended as it would on any machine. Raises `StorageError`."""
        found = self.last_run(key)
        return found if found is not None and found.outcome in REUSABLE_OUTCOMES else None

    def last_run(self, key: str) -> Run | None:
        """The last run with this key, however it ended. Raises `StorageError`."""
        self._runs.mark_used(key)
        return self._runs.get(key)

    def keep(self, run: Run) -> None:
        """Store a run. Raises `StorageError`."""
        self._runs.put(run)

    def prune(self) -> None:
        """Remove what was not used for longest, until the size limits are met."""
        self._all_runs.prune(RUNS_BYTES)
        self._exercises.prune(EXERCISES_BYTES)

    def _files(self, exercise: str) -> str:
        """The sha256 of the names and contents of the exercise's files."""
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
