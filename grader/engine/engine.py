"""A course in use: each file that is handed in is read, repaired, run and judged here.

`check`, `grade`, `regrade` and `verify` all use an `Engine`. Its `references` prepare the exercises, its `keys`
determine which runs are equal, and its `kernels` are started when the first run needs them, only if the sandbox works.
Code that expects a run can begin to start them earlier.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Self, TypeVar

from grader.course import Course
from grader.course.datasets.datasets import cache_home
from grader.course.datasets.held_out import HeldOut, held_out_sets
from grader.course.loader import is_packed, load_course
from grader.engine import bundle, environment, source_run
from grader.engine.kernel_supply import KernelSupply, Notice
from grader.engine.references import References
from grader.engine.run_keys import RunKeys, course_surroundings
from grader.evidence import Array
from grader.judging.checks.hidden_inputs import shuffle_held_out
from grader.judging.judge import Judge, PreparedExercise
from grader.model import Run
from grader.sandbox.outside.kernel_factory import Mode
from grader.source.reader.reader import Reader
from grader.source.records import Damage, Reading
from grader.storage.runs import RunStore
from grader.util.lazy_mapping import LazyMapping

T = TypeVar("T")


class Engine:
    """Reads, runs and judges sources by one course. Make one with `open`; use it in one event loop, and close it."""

    keys: RunKeys
    references: References
    judge: Judge

    def __init__(  # noqa: PLR0913 - keyword-only, and half of them may be left out
        self,
        course: Course,
        *,
        kernels: KernelSupply,
        reader: Reader,
        workers: int = 1,
        purpose: str = "",
        home: "Engine | None" = None,
    ) -> None:
        """`workers` kernels may run at once. A `purpose` different from grading here gives different hidden inputs.

        If `home`, an engine that grades, is given, this one prepares the course for practice: with different held-out
        images, and with bars that are moved accordingly. The engine ends `kernels` and `reader` when it is closed.
        Raises `StorageError` if data or cache can't be read.
        """
        cache = cache_home()
        self.course = course
        self.workers = workers
        self.kernels = kernels
        self.reader = reader
        self._store = RunStore(cache / "runs")
        self._bundled = bundle.open_bundles(course) if is_packed(course.root) else None
        practice = home is not None
        self._held_out: Mapping[str, HeldOut] = {} if self._bundled else held_out_sets(course.root, practice=practice)
        self._home = home.references if home else None
        self._images = self._of_held_out(lambda one, _: Array.from_values(one.images))
        self.held_out = self._of_held_out(lambda one, _: one.digest)
        """Maps each data set to the digest of its held-out images and labels."""
        self.surroundings = course_surroundings(course, sandboxed=kernels.mode != "none")
        self.reset_salt(environment.salt(cache, purpose))

    @classmethod
    def open(  # noqa: PLR0913 - keyword-only, and each may be left out
        cls,
        root: Path,
        *,
        workers: int = 1,
        masked: tuple[Path, ...] = (),
        sandbox: Mode | None = None,
        notice: Notice = lambda _: None,
        purpose: str = "",
    ) -> Self:
        """The engine of the course in a folder, for `workers` kernels at once that cannot see `masked` folders.

        Kernels are made in the best way that this machine allows, unless `sandbox` names one. `notice` is called with a
        sentence if that is slow. Without a sandbox there is one kernel at a time, and only for the user's own file. A
        different `purpose` gives different hidden inputs.

        Raises:
            SpecError: the course is invalid.
            StorageError: data or cache can't be read.
        """
        course = load_course(root)
        kernels = KernelSupply.for_course(course, slots=workers, masked=masked, mode=sandbox, notice=notice)
        return cls(course, kernels=kernels, reader=Reader(), workers=workers, purpose=purpose)

    def for_practice(self, purpose: str) -> "Engine":
        """An engine of the same course, kernels and reader, which prepares the course for practice instead of for
        marks.
        """
        return Engine(
            self.course, kernels=self.kernels, reader=self.reader, workers=self.workers, purpose=purpose, home=self
        )

    def reset_salt(self, salt: bytes) -> None:
        """Draw hidden inputs from this salt from now on; no exercise is prepared any more."""
        sealed = self._of_held_out(lambda one, name: shuffle_held_out(one.labels, salt=salt, data=name))
        self.judge = Judge(self._bundled.sealed if self._bundled else sealed)
        self.keys = RunKeys(salt=salt, surroundings=self.surroundings, images=self._images)
        self.references = References(
            course=self.course,
            keys=self.keys,
            kernels=self.kernels,
            store=self._store,
            judge=self.judge,
            held_out=self.held_out,
            packed=self._bundled.exercises if self._bundled else {},
            home=self._home,
        )

    def _of_held_out(self, make: Callable[[HeldOut, str], T]) -> Mapping[str, T]:
        """Maps each data set to the result of `make` for its held-out images and name, computed when it is asked
        for.
        """
        return LazyMapping(self._held_out, lambda name: make(self._held_out[name], name))

    def read(self, prepared: PreparedExercise, content: bytes, *, script: bool) -> Reading | Damage:
        """The code in the bytes of a script or notebook, repaired so that it can be run for that exercise.

        Raises `KernelFault` if no reader can be started.
        """
        return self.reader.read(content, script=script, handout=prepared.handout)

    async def run(self, prepared: PreparedExercise, reading: Reading) -> Run:
        """The run of a source in its own kernel, with what was observed in it. Raises `KernelFault`."""
        key = self.keys.run_key(prepared, reading)
        return await source_run.run_source(prepared, reading, key=key, kernels=self.kernels)

    def close(self) -> None:
        """End the processes that make kernels and read files, if they were started."""
        self.reader.close()
        self.kernels.close()
