"""The first page: for a learner a place to hand in and what became of it; for staff the course at a glance."""

from starlette.responses import Response

from grader.storage.layout import home_page_name
from grader.web.pages import page_response
from grader.web.roles import Role
from grader.web.status_view import attempt_rows, queue_facts
from grader.web.visit import Visit


def show(visit: Visit) -> Response:
    """The page of whoever is signed in."""
    assert visit.person is not None
    return overview(visit) if visit.person.is_staff else learner_home(visit)


def learner_home(visit: Visit, *, status: int = 200, refusal: str = "") -> Response:
    """A learner's, with the reason why a file was not taken."""
    service = visit.service
    return page_response(
        "home_learner.html",
        visit,
        status=status,
        refusal=refusal,
        map=f"/{home_page_name(visit.name)}",
        rows=attempt_rows(service.board.statuses(visit.name), service.titles, service.rules.zone),
    )


def overview(visit: Visit) -> Response:
    """That of assistants and instructors: the queue, and the doors to the pages of all learners."""
    service = visit.service
    releases = bool(service.rules.by_hand) and visit.role is Role.INSTRUCTOR
    facts, room = queue_facts(service.board.operation()), service.desk.room.facts()
    return page_response("home_staff.html", visit, facts=facts, room=room, releases=releases)
