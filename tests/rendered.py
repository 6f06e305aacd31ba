"""Pages as text, as they lie in their files."""

from reports.cohort import CohortPage
from reports.exercise_page import ExercisePage
from reports.home import HomePage
from reports.learner import LearnerPage
from reports.marks_page import MarksPage
from reports.render import COHORT, EXERCISE, HOME, LEARNER, MARKS, render


def learner_html(page: LearnerPage) -> str:
    """The page of one submission."""
    return "".join(render(LEARNER, page))


def home_html(page: HomePage) -> str:
    """The page of one learner."""
    return "".join(render(HOME, page))


def cohort_html(page: CohortPage) -> str:
    """The page of a cohort."""
    return "".join(render(COHORT, page))


def exercise_html(page: ExercisePage) -> str:
    """The page of an exercise."""
    return "".join(render(EXERCISE, page))


def marks_html(page: MarksPage) -> str:
    """The page of marks."""
    return "".join(render(MARKS, page))
