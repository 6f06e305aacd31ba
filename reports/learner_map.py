"""A learner's own page as it is at this moment, without whatever its learner may not know yet. Writes no file."""

from collections.abc import Mapping
from datetime import UTC, datetime

from grader.course import Course
from grader.gradebook import Gradebook
from grader.gradebook.streams import learner_scores
from grader.marks import Assignments
from grader.marks.aggregate import marks_of
from grader.marks.concealed import conceal
from grader.model import Exercise
from reports.home import home_page
from reports.render import HOME, render


class LearnerMaps:
    """Draws the own pages of the learners of one gradebook, in any number of threads."""

    def __init__(
        self, course: Course, gradebook: Gradebook, exercises: Mapping[str, Exercise], assignments: Assignments
    ) -> None:
        self._course = course
        self._gradebook = gradebook
        self._exercises = exercises
        self._assignments = assignments

    def draw(self, learner: str, withheld: Mapping[str, str]) -> str:
        """The page of anybody, who need not have handed anything in. Raises `StorageError`.

        `withheld` has each exercise whose feedback waits, and the words for when it comes.
        """
        standing = next(learner_scores(self._gradebook, learner=learner, roster=(learner,)))
        entries = self._gradebook.every_attempt(learner=learner)
        page = home_page(
            title=self._course.title,
            lessons=self._course.lessons,
            exercises=self._exercises,
            assignments=self._assignments,
            mark=marks_of(conceal(standing, withheld), self._assignments, now=datetime.now(UTC)),
            results=[one.result for one in entries if one.result.submission.exercise in self._exercises],
            withheld=withheld,
        )
        return "".join(render(HOME, page))
