"""One course at work: each file that is handed in is read, repaired, run and judged here.

`check`, `grade`, `regrade` and `verify` all use an `Engine`. Its `references` prepare the exercises, its `keys` say
which runs are equal, and its `kernels` are started when the first run needs them, only where the sandbox holds.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Self

from grader.checks.hidden_inputs import shuffle_held_out
from grader.course.loader import Course, is_packed, load_course
from grader.datasets import datasets, fetched_data
from grader.engine import bundle, environment, source_run
from grader.engine.kernel_supply import KernelSupply
from grader.engine.references import References
from grader.engine.run_keys import RunKeys, course_surroundings
from grader.evidence import Array
from grader.grading.judge import Judge, PreparedExercise
from grader.model import Run
from grader.reader.reader import Reader
from grader.run.kernel_factory import Mode
from grader.run.sandbox import Sandbox
from grader.source.records import Damage, Reading
from grader.storage.runs import RunStore


class Engine:
    """Reads, runs and judges sources by one course. Make one with `open`; use it in one event loop, and close it."""

    keys: RunKeys
    references: References
    judge: Judge

    def __init__(self, course: Course, *, cache: Path, salt: bytes, workers: int, kernels: KernelSupply) -> None:
        """`salt` is what hidden inputs are drawn from; `workers` kernels may run at once."""
        self.course = course
        self.workers = workers
        self.kernels = kernels
        self.reader = Reader()
        self._store = RunStore(cache / "runs")
        self._bundled = bundle.read_bundles(course) if is_packed(course.root) else None
        self._held_out = {} if self._bundled else datasets.load_all_held_out(course.root)
        self._images = {name: Array.from_values(one.images) for name, one in self._held_out.items()}
        self.held_out = {name: one.digest for name, one in self._held_out.items()}
        """Data set to the digest of its held-out images and labels."""
        self.surroundings = course_surroundings(course, sandboxed=kernels.mode != "none")
        self.reset_salt(salt)

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
        """The engine of the course in a folder, for `workers` kernels at once that cannot see `masked` folders.

        Kernels are made in the best way that this machine allows, unless `sandbox` names one. `notice` is called with
        a sentence where that is slow. Without a sandbox there is one kernel at a time, and it is for one's own file
        only. Another `purpose` gives other hidden inputs.

        Raises:
            SpecError: the course is not as it should be.
            StorageError: data or cache can't be read.
        """
        cache, course = datasets.cache_home(), load_course(root)
        jail = Sandbox(
            data=datasets.folder(course.root, course.data),
            fetched=fetched_data.visible_folder(cache),
            masked=(course.root, cache, *masked),
            preload=course.preload,
        )
        kernels = KernelSupply(jail, slots=workers, mode=sandbox, notice=notice)
        return cls(course, cache=cache, salt=environment.salt(cache, purpose), workers=workers, kernels=kernels)

    def reset_salt(self, salt: bytes) -> None:
        """Draw hidden inputs from this salt from now on; no exercise is prepared any more."""
        sealed = {name: shuffle_held_out(one.labels, salt=salt, data=name) for name, one in self._held_out.items()}
        self.judge = Judge(self._bundled.sealed if self._bundled else sealed)
        self.keys = RunKeys(salt=salt, surroundings=self.surroundings, images=self._images)
        self.references = References(
            course=self.course,
            keys=self.keys,
            kernels=self.kernels,
            store=self._store,
            judge=self.judge,
            held_out=self.held_out,
            prepared=dict(self._bundled.exercises) if self._bundled else {},
        )

    def read(self, prepared: PreparedExercise, content: bytes, *, script: bool) -> Reading | Damage:
        """The code in a file's bytes, a script's or a notebook's, repaired so that it can be run for that exercise.

        Raises `KernelFault` where no reader can be started.
        """
        return self.reader.read(content, script=script, handout=prepared.handout)

    async def run(self, prepared: PreparedExercise, reading: Reading) -> Run:
        """The run of a source in a kernel of its own, with what was observed of it. Raises `KernelFault`."""
        key = self.keys.run_key(prepared, reading)
        return await source_run.run_source(prepared, reading, key=key, kernels=self.kernels)

    def close(self) -> None:
        """End what makes kernels and what reads files, if they were started."""
        self.reader.close()
        self.kernels.close()
