"""A service with all that it works with, opened, and closed at the end."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import tzinfo
from pathlib import Path

from grader.course import Course
from grader.course.exercise_file import load_exercise
from grader.gradebook import Gradebook
from grader.gradebook.location import GradebookLocation
from grader.marks.assignments_file import load_assignments
from grader.marks.hand_in_rules import HandInRules
from grader.service.hand_in import HandInDesk
from grader.service.room import RoomLimits
from grader.service.status import Operation, StatusBoard
from grader.web.access import Access
from grader.web.pages import draw
from grader.web.service import Service, Site
from grader.web.status_view import attempt_rows, queue_facts
from grader.web.streams import STAFF, Streams, Topic
from reports.learner_map import LearnerMaps
from reports.learner_pages import LearnerPages


@contextmanager
def opened_service(
    out: Path, course: Course, where: GradebookLocation, site: Site, limits: RoomLimits | None = None
) -> Iterator[Service]:
    """What serves the course of an OUT whose gradebook is there; `limits` of what is kept are usual ones unless given.

    Raises:
        SpecError: there is no gradebook, or a rubric or assignments.toml is mistaken.
        StorageError: the gradebook or the list of people can't be opened.
    """
    exercises = {name: load_exercise(course.root, name) for name in course.exercises}
    titles = {name: exercise.title for name, exercise in exercises.items()}
    assignments = load_assignments(course)
    rules = HandInRules(assignments)
    with (
        Gradebook.join(where) as gradebook,
        closing(Access.open(out, where)) as access,
        closing(HandInDesk(out, course, gradebook, rules, limits)) as desk,
    ):
        board = StatusBoard(out, gradebook, rules)
        yield Service(
            out=out,
            course=course,
            titles=titles,
            rules=rules,
            gradebook=gradebook,
            desk=desk,
            board=board,
            maps=LearnerMaps(course, gradebook, exercises, assignments),
            pages=LearnerPages(out, course, gradebook, exercises, assignments),
            access=access,
            receipt_key=access.receipt_key(),
            site=site,
            streams=_Topics(board, titles, rules.zone).streams(access),
        )


class _Topics:
    """What live pages show: to a learner their attempts, to staff the queue."""

    def __init__(self, board: StatusBoard, titles: Mapping[str, str], zone: tzinfo) -> None:
        self._board = board
        self._titles = titles
        self._zone = zone

    def streams(self, access: Access) -> Streams:
        return Streams(version=self._board.version, read=self._read, draw=self._draw, signed_in=access.sessions)

    def _read(self, topics: frozenset[Topic]) -> Mapping[Topic, object]:
        staff = {STAFF: self._board.operation()} if STAFF in topics else {}
        return {**staff, **self._board.statuses_of(topics - {STAFF})}

    def _draw(self, topic: Topic, shown: object) -> str:
        if isinstance(shown, Operation):
            return draw("queue.html", facts=queue_facts(shown))
        assert isinstance(shown, tuple)
        return draw("attempts.html", rows=attempt_rows(shown, self._titles, self._zone), topic=topic)
