"""Feedback that waits for an instructor: the list of such assignments, and the button that releases one."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from grader.gradebook.releases import FeedbackRelease
from grader.service.status import Stage
from grader.web.pages import page_response
from grader.web.visit import Visit


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


def show(visit: Visit) -> Response:
    """The assignments whose feedback waits or was released, each with what a release would show."""
    return page_response("feedback.html", visit, rows=_rows(visit))


def release(visit: Visit) -> Response:
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
