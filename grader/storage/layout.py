"""The names of what lies in OUT, the folder into which a cohort is graded.

gradebook.sqlite            every submission, run, result and finding; one transaction a result
runs/                       runs by content key, the references' too, so that pages can be drawn again anywhere
files/                      what was handed in, by content, so that it can be judged again
identities.csv              the person behind each pseudonym
access.sqlite               who was invited to the service, and digests of what they sign in with
insight.json                what the results show about exercises and criteria
not_graded.json             what lay in the folder and was not a submission
results.jsonl               one result a line
exports/                    what `grader export` writes where no other place is named
index.html, marks.html      the pages that show all learners: what is to be done, and the marks
exercises/                  a page for each exercise
learners/                   a page for each attempt, and index.html for each learner; drawn again where marks changed
course/                     the course as a service took it when it started
"""

import hashlib
from collections.abc import Mapping
from typing import Final

from grader.util.text import slug

GRADEBOOK: Final = "gradebook.sqlite"
RUNS: Final = "runs"
FILES: Final = "files"
IDENTITIES: Final = "identities.csv"
ACCESS: Final = "access.sqlite"
INSIGHT: Final = "insight.json"
NOT_GRADED: Final = "not_graded.json"
RESULTS: Final = "results.jsonl"
EXPORTS: Final = "exports"
COHORT_PAGE: Final = "index.html"
MARKS_PAGE: Final = "marks.html"
EXERCISE_PAGES: Final = "exercises"
LEARNERS: Final = "learners"
COURSE_COPY: Final = "course"
SUBMITTED: Final = "submitted.csv"
"""Beside the learners' folders of a cohort: when each file was handed in."""


def lesson_of(exercise: str, lessons: Mapping[str, str]) -> str:
    """What people call a lesson, or the lesson of an exercise, by the id: "lesson 6, Multi-layer".

    A rule, or a result of long ago, may name a lesson that the course has not: that one's id is made readable.
    """
    lesson = exercise.partition("/")[0]
    return lessons.get(lesson) or lesson.replace("_", " ")


def page_name(learner: str, exercise: str) -> str:
    """`learners/<learner>-<hash>/<lesson>-<exercise>.html`, safe on any file system and never shared by two."""
    return f"{LEARNERS}/{folder_name(learner)}/{_exercise(exercise)}.html"


def exercise_page_name(exercise: str) -> str:
    """`exercises/<lesson>-<exercise>.html`."""
    return f"{EXERCISE_PAGES}/{_exercise(exercise)}.html"


def attempt_page_name(learner: str, exercise: str, attempt: int) -> str:
    """The page of an attempt that a later one followed, beside the page of the last: `…-attempt-1.html`."""
    return f"{page_name(learner, exercise).removesuffix('.html')}-attempt-{attempt}.html"


def home_page_name(learner: str) -> str:
    """`learners/<learner>-<hash>/index.html`, the learner's own page: all exercises, beside the page of each."""
    return f"learners/{folder_name(learner)}/index.html"


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
