"""The contents of a course: lessons, exercises and their rubrics, as records read from TOML files.

It may import `judging`, whose checks define which keys a criterion may have, and the layers below. Begin with
`loader.load_course`, which reads the `Course` defined here, and with `exercise_file.load_exercise`.

loader         finds the course's files, reads its own file, lists the exercises of some lessons
exercise_file  reads one exercise with its criteria from its rubric, and what it gives to learners
stubs          makes the notebooks with which learners start from references
new_exercise   makes the files of a new exercise
variants       wrong answers that declare the misconception behind them
editions       numbered records of what was handed out to learners
hand_in        where learners hand in, and what they read about it
datasets       the data that exercises read, and the programs that make it
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from grader.judging.causes import CauseTable, package_causes
from grader.util.toml_schema import TomlPlace, Within

COURSE = Path("exercises", "course.toml")
"""The path of the course's file, relative to the course's root."""
MINE = "mine"
"""The folder of a learner's copies of the stubs, in the course's root."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A chapter of the course."""

    id: str
    """The name of its folder: "01_neurons"."""
    title: str
    sections: tuple[int, ...]
    """The sections of the course's outline that it covers; the first is its number."""
    exercises: tuple[str, ...]
    """The ids of its exercises (lesson and name), in the order in which they are taught."""

    @property
    def name(self) -> str:
        """The lesson's name in a sentence: "lesson 5, Single layer"."""
        return f"lesson {self.sections[0]}, {self.title}"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnpractisedSection:
    """A section of the outline without anything to practise."""

    section: int
    title: str
    reason: str
    """The reason, a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HintSettings:
    """The extent of hints that a repair proves: the table `hints` in course.toml."""

    tries: Annotated[int, Within(0, 500)] = 40
    """The most repairs of one answer that are tried. With 0 no hint is proven."""
    reveal: Literal["never", "line"] = "never"
    """Whether the third hint shows the repaired line."""


HandInWay = Literal["service", "folder", "git", "lms"]
"""A service of the grader, a folder, a git remote, or a learning management system to which people upload files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandIn:
    """The place where learners hand in."""

    way: HandInWay
    to: str
    """The service's address, the folder, the remote's name or address; or a sentence with instructions for the LMS."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Everything that is taught, in order."""

    root: Path
    """The folder that contains `exercises` and `solutions`."""
    title: str
    lessons: tuple[Lesson, ...]
    outline: int | None
    """The number of sections in the outline, all of them accounted for; None if the course does not state it."""
    unpractised: tuple[UnpractisedSection, ...]
    data: Literal["small", "full"]
    """The prepared data sets that kernels see."""
    preload: tuple[str, ...]
    """Modules that the zygote imports in addition to TensorFlow, Keras and tfds."""
    hints: HintSettings = HintSettings()
    hand_in: HandIn | None = None
    """None if the course does not define it."""
    causes: CauseTable = field(default_factory=package_causes)
    """The possible misunderstandings, in the course's words."""

    @property
    def exercises(self) -> tuple[str, ...]:
        """The ids of all exercises, in the order in which they are taught."""
        return tuple(exercise for lesson in self.lessons for exercise in lesson.exercises)

    @property
    def lesson_names(self) -> dict[str, str]:
        """Maps the id of each lesson to its name in a sentence."""
        return {lesson.id: lesson.name for lesson in self.lessons}

    def select_exercises(self, exercises: Sequence[str]) -> Sequence[str]:
        """These exercises, or all if none is given. Raises `SpecError` for one that does not exist."""
        for exercise in exercises:
            if exercise not in self.exercises:
                raise TomlPlace(file=COURSE.name).unknown_name_error("exercise", exercise, self.exercises)
        return exercises or self.exercises
