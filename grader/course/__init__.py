"""What is taught: lessons, exercises and their rubrics, as records read from TOML files.

It may import `judging`, whose checks say which keys a criterion may have, and what lies below that. Begin with
`loader.load_course`, which reads the `Course` of this page, and with `exercise_file.load_exercise`.

loader         the course's files, found; its own file, read; the exercises of some lessons
exercise_file  one exercise with its criteria, read from its rubric, and what it gives to learners
stubs          the notebooks that learners start from, made from references
new_exercise   the files of a new exercise
variants       wrong answers that declare the misconception behind them
editions       what was handed out to learners at which time, by number
hand_in        where learners hand in, and what they read about it
datasets       the data that exercises read, and what makes it
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from grader.judging.causes import CauseTable, package_causes
from grader.util.toml_schema import TomlPlace, Within

COURSE = Path("exercises", "course.toml")
"""The file of the course, under its root."""
MINE = "mine"
"""The folder of a learner's copies of the stubs, under the course's root."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A chapter of the course."""

    id: str
    """Its folder: "01_neurons"."""
    title: str
    sections: tuple[int, ...]
    """What it covers of the course's outline, the first of which is its number."""
    exercises: tuple[str, ...]
    """Ids, lesson and name, in the order in which they are taught."""

    @property
    def name(self) -> str:
        """What people call it, in the middle of a sentence: "lesson 5, Single layer"."""
        return f"lesson {self.sections[0]}, {self.title}"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnpractisedSection:
    """A section of the outline in which there is nothing to practise."""

    section: int
    title: str
    reason: str
    """Why not, a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HintSettings:
    """How far hints go that are proven by a repair: the table `hints` in course.toml."""

    tries: Annotated[int, Within(0, 500)] = 40
    """Repairs of one answer that are tried at most. 0 tries none, so that no hint is proven."""
    reveal: Literal["never", "line"] = "never"
    """Whether the third hint shows the repaired line."""


HandInWay = Literal["service", "folder", "git", "lms"]
"""A service of the grader's, a folder, a git remote, or a learning management system, in which people upload files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandIn:
    """Where learners hand in."""

    way: HandInWay
    to: str
    """The service's address, the folder, the remote's name or address; or a sentence on what to do in the LMS."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What is taught, in order."""

    root: Path
    """The folder that holds `exercises` and `solutions`."""
    title: str
    lessons: tuple[Lesson, ...]
    outline: int | None
    """How many sections the outline has, all of them accounted for; None where that isn't said."""
    unpractised: tuple[UnpractisedSection, ...]
    data: Literal["small", "full"]
    """Which prepared data sets kernels see."""
    preload: tuple[str, ...]
    """Modules the zygote imports besides TensorFlow, Keras and tfds."""
    hints: HintSettings = HintSettings()
    hand_in: HandIn | None = None
    """None where the course does not say."""
    causes: CauseTable = field(default_factory=package_causes)
    """What may be misunderstood, in the course's words."""

    @property
    def exercises(self) -> tuple[str, ...]:
        """The ids of all exercises, in the order in which they are taught."""
        return tuple(exercise for lesson in self.lessons for exercise in lesson.exercises)

    @property
    def lesson_names(self) -> dict[str, str]:
        """The id of each lesson to what people call it."""
        return {lesson.id: lesson.name for lesson in self.lessons}

    def select_exercises(self, exercises: Sequence[str]) -> Sequence[str]:
        """These exercises, or all where none is named. Raises `SpecError` for one that there is not."""
        for exercise in exercises:
            if exercise not in self.exercises:
                raise TomlPlace(file=COURSE.name).unknown_name_error("exercise", exercise, self.exercises)
        return exercises or self.exercises
