"""The first page, and the feedback that waits for an instructor.

A learner's first page has a place to hand in, and what became of it; staff see the course at a glance. The page of
feedback lists the assignments whose feedback waits, each with the button that releases it.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from grader.gradebook import FeedbackRelease
from grader.service.status import Stage
from grader.service.web.access import Role
from grader.service.web.pages import page_response
from grader.service.web.status_view import attempt_rows, queue_facts
from grader.service.web.visit import Visit
from grader.storage.layout import home_page_name

# Feedback that waits.


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """An assignment whose feedback is released by hand."""

    assignment: str
    title: str
    learners: int
    """Who have handed in something of it."""
    unjudged: int
    """Attempts at its exercises that have no result yet."""
    release: FeedbackRelease | None


def show_feedback(visit: Visit) -> Response:
    """The assignments whose feedback waits or was released, each with what a release would show."""
    return page_response("feedback.html", visit, rows=_rows(visit))


def release_feedback(visit: Visit) -> Response:
    """Let learners read what came of one of them."""
    assignment = visit.form.get("assignment", "")
    if assignment not in visit.service.rules.by_hand:
        raise HTTPException(422, "No assignment of that name has its feedback released by hand.")
    made = FeedbackRelease(assignment=assignment, who=visit.name, when=datetime.now(UTC))
    visit.service.gradebook.release_feedback(made)
    return RedirectResponse("/feedback", 303)


def _rows(visit: Visit) -> list[_Row]:
    service = visit.service
    zone, releases = service.rules.zone, service.gradebook.feedback_releases()
    by_assignment = {one.assignment: replace(one, when=one.when.astimezone(zone)) for one in releases}
    homes = {part.exercise: one.id for one in service.rules.by_hand.values() for part in one.parts}
    statuses = [one for one in service.board.statuses() if one.exercise in homes]
    learners = Counter(home for home, _ in {(homes[one.exercise], one.learner) for one in statuses})
    unjudged = Counter(homes[one.exercise] for one in statuses if one.stage is not Stage.JUDGED)
    return [
        _Row(
            assignment=one.id,
            title=one.title,
            learners=learners[one.id],
            unjudged=unjudged[one.id],
            release=by_assignment.get(one.id),
        )
        for one in service.rules.by_hand.values()
    ]


# The first page.


def show_home(visit: Visit) -> Response:
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
    """The first page of assistants and instructors: the queue, and the doors to the pages of all learners."""
    service = visit.service
    releases = bool(service.rules.by_hand) and visit.role is Role.INSTRUCTOR
    facts, room = queue_facts(service.board.operation()), service.desk.room.facts()
    return page_response("home_staff.html", visit, facts=facts, room=room, releases=releases)
