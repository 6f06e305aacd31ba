"""Names as pages have them: where each lies under the output folder, and lessons as people write them."""

import hashlib
from collections.abc import Mapping

from grader.util.text import slug


def lesson_of(exercise: str, lessons: Mapping[str, str]) -> str:
    """What people call a lesson, or the lesson of an exercise, by the id: "lesson 6, Multi-layer".

    A rule, or a result of long ago, may name a lesson that the course has not: that one's id is made readable.
    """
    lesson = exercise.partition("/")[0]
    return lessons.get(lesson) or lesson.replace("_", " ")


def page_name(learner: str, exercise: str) -> str:
    """`learners/<learner>-<hash>/<lesson>-<exercise>.html`, safe on any file system and never shared by two."""
    return f"learners/{folder_name(learner)}/{_exercise(exercise)}.html"


def folder_name(learner: str) -> str:
    """`<learner>-<hash>`, safe on any file system and never shared by two."""
    return _short(slug(learner, otherwise="learner"), learner)


def _exercise(exercise: str) -> str:
    """Lesson and name; with a hash where these letters would also spell another exercise."""
    spelled = "-".join(slug(part, otherwise="exercise") for part in exercise.split("/")[-2:])
    return spelled if spelled.replace("-", "/") == exercise else _short(spelled, exercise)


def _short(spelled: str, text: str) -> str:
    """The slug with ten hexadecimal digits of the text it stands for, which may not be encodable."""
    return f"{spelled}-{hashlib.sha256(text.encode(errors='surrogatepass')).hexdigest()[:10]}"
