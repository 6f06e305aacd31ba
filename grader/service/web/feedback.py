"""Feedback that waits for an instructor: the assignments whose feedback is released by hand, each with a button."""

from collections import Counter
from datetime import UTC, datetime

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from grader.gradebook.decisions import FeedbackRelease
from grader.service.status import Stage
from grader.service.web.pages import page_response
from grader.service.web.service import Visit


def show_feedback(visit: Visit) -> Response:
    """The assignments whose feedback waits or was released: by whom, or what a release would show."""
    service = visit.service
    assignments = service.rules.by_hand.values()
    homes = {part.exercise: one.id for one in assignments for part in one.parts}
    statuses = [one for one in service.board.statuses() if one.exercise in homes]
    return page_response(
        "feedback.html",
        visit,
        assignments=assignments,
        learners=Counter(home for home, _ in {(homes[one.exercise], one.learner) for one in statuses}),
        unjudged=Counter(homes[one.exercise] for one in statuses if one.stage is not Stage.JUDGED),
        releases={one.assignment: one for one in service.gradebook.feedback_releases()},
    )


def release_feedback(visit: Visit) -> Response:
    """Let learners read what came of one of them."""
    assignment = visit.form.get("assignment", "")
    if assignment not in visit.service.rules.by_hand:
        raise HTTPException(422, "No assignment of that name has its feedback released by hand.")
    made = FeedbackRelease(assignment=assignment, who=visit.name, when=datetime.now(UTC))
    visit.service.gradebook.release_feedback(made)
    return RedirectResponse("/feedback", 303)
