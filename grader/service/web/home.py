"""The first page: learners hand in and see the state of their attempts; staff see the queue.

`live_streams` makes the part of the page that changes while it is open, and `follow` sends it to a browser.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Final

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from grader.gradebook import FeedbackRelease
from grader.service.status import AttemptStatus, Operation, Stage, StatusBoard
from grader.service.web.access import Access, Person, Role
from grader.service.web.pages import draw, error_response, page_response
from grader.service.web.service import Visit
from grader.service.web.streams import STAFF, Streams, Topic
from grader.storage.layout import home_page_name, page_name
from grader.util.text import list_first, pluralize

SHOWN: Final = 12
"""The number of newest attempts that are listed; the map shows all."""
_EDITED: Final = 6
"""The number of edited exercises that are named."""
_MINUTE_S: Final = 60
_SOON_S: Final = 10
_PING_S: Final = 20


def show_home(visit: Visit) -> Response:
    """The first page of the person who is signed in."""
    assert visit.person is not None
    return overview(visit) if visit.person.is_staff else learner_home(visit)


def learner_home(visit: Visit, *, status: int = 200, refusal: str = "") -> Response:
    """A learner's first page, with the reason why a file was refused."""
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
    """The first page of assistants and instructors: the queue, and links to the pages about all learners."""
    service = visit.service
    releases = bool(service.rules.by_hand) and visit.role is Role.INSTRUCTOR
    facts, room = queue_facts(service.board.operation()), service.desk.room.facts()
    return page_response("home_staff.html", visit, facts=facts, room=room, releases=releases)


# Feedback that waits for an instructor: a separate page, for assignments whose feedback is released by hand.


def show_feedback(visit: Visit) -> Response:
    """The page on feedback that waits for an instructor, by assignment: who released it, or what a release would
    show.
    """
    service = visit.service
    assignments = service.rules.by_hand.values()
    homes = {part.exercise: assignment.id for assignment in assignments for part in assignment.parts}
    statuses = [status for status in service.board.statuses() if status.exercise in homes]
    return page_response(
        "feedback.html",
        visit,
        assignments=assignments,
        learners=Counter(home for home, _ in {(homes[status.exercise], status.learner) for status in statuses}),
        unjudged=Counter(homes[status.exercise] for status in statuses if status.stage is not Stage.JUDGED),
        releases={release.assignment: release for release in service.gradebook.feedback_releases()},
    )


def release_feedback(visit: Visit) -> Response:
    """Let learners read the feedback on one of the assignments."""
    assignment = visit.form.get("assignment", "")
    if assignment not in visit.service.rules.by_hand:
        raise HTTPException(422, "There is no assignment of this name whose feedback is released by hand.")
    made = FeedbackRelease(assignment=assignment, who=visit.name, when=datetime.now(UTC))
    visit.service.gradebook.release_feedback(made)
    return RedirectResponse("/feedback", 303)


# The part of the first page that changes.


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRow:
    """A line about an attempt."""

    exercise: str
    title: str
    attempt: int
    href: str
    """The link to its page; empty until it is judged and its learner may read it."""
    receipt: str
    """The address of its receipt."""
    icon: str
    word: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFacts:
    """The state of the queue."""

    figures: Mapping[str, str]
    """Maps the names of figures to their values."""
    fault: str
    """A sentence on why nothing is being judged; empty if all is well."""
    held: Mapping[str, str]
    """Maps an exercise to the reason why none of its attempts can be judged."""
    edited: str
    """What in the course was edited since the service started; empty if nothing was."""


def queue_facts(state: Operation) -> QueueFacts:
    """The facts that an operator sees."""
    figures = {
        "Waiting": f"{state.waiting:,}",
        "Longest wait": _short(state.oldest_s) if state.waiting else "none",
        "Running": f"{state.running:,}",
        "Not judged, grader error": f"{state.faults:,}",
    }
    silent = "No coordinator is running, or it is still starting"
    if state.silent_s is not None:
        silent = f"The coordinator has not reported for {_short(state.silent_s)}"
    return QueueFacts(
        figures=figures,
        fault="" if state.alive else f"{silent}: hand-ins are kept and will be judged later.",
        held=state.held,
        edited=list_first(state.edited, _EDITED),
    )


def _short(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < _MINUTE_S else f"{seconds / _MINUTE_S:.0f} min"


def attempt_rows(statuses: Iterable[AttemptStatus], titles: Mapping[str, str], zone: tzinfo) -> tuple[AttemptRow, ...]:
    """The newest attempts, the newest first; times are in the zone."""
    newest = sorted(statuses, key=lambda one: (one.received, one.exercise), reverse=True)[:SHOWN]
    last = {one.exercise: one.attempt for one in sorted(newest, key=lambda one: one.attempt)}

    def row(one: AttemptStatus) -> AttemptRow:
        icon, word, detail = _words(one, zone)
        readable = one.stage is Stage.JUDGED and one.feedback is None and one.attempt == last[one.exercise]
        return AttemptRow(
            exercise=one.exercise,
            title=titles.get(one.exercise, one.exercise),
            attempt=one.attempt,
            href=f"/{page_name(one.learner, one.exercise)}" if readable else "",
            receipt=receipt_href(one.exercise, one.attempt),
            icon=icon,
            word=word,
            detail=detail,
        )

    return tuple(map(row, newest))


def receipt_href(exercise: str, attempt: int) -> str:
    """The address of an attempt's receipt."""
    return f"/receipts/{exercise}/{attempt}"


def _words(status: AttemptStatus, zone: tzinfo) -> tuple[str, str, str]:
    """Icon, state and details of an attempt."""
    match status.stage:
        case Stage.WAITING:
            place = "next" if status.place <= 1 else f"number {status.place} in line"
            about = "" if status.estimate_s is None else f", {_about(status.estimate_s)}"
            return "clock", "waiting", f"{place}{about}"
        case Stage.RUNNING:
            return "clock", "running", pluralize(status.cells, "cell") if status.cells else ""
        case Stage.JUDGED if status.feedback:
            return "clock", "judged", f"feedback comes {status.feedback.words(zone)}"
        case Stage.JUDGED:
            icon = "pass" if status.earned == status.possible else "partly" if status.earned else "fail"
            points = f"{status.earned} of {pluralize(status.possible, 'point')}"
            decided = " by the grader; an instructor made a decision on it" if status.decided else ""
            return icon, "judged", f"{points}{decided}"
    later = "The grader had an error. This costs you nothing; your file will be judged later."
    return "error", "not judged yet", later


def _about(seconds: float) -> str:
    """A duration in everyday words, no more exact than the estimate."""
    if seconds < _SOON_S:
        return "a few seconds"
    if seconds < _MINUTE_S * 1.5:
        return f"about {round(seconds / 10) * 10} seconds"
    return f"about {round(seconds / _MINUTE_S)} minutes"


def live_streams(board: StatusBoard, access: Access, titles: Mapping[str, str], zone: tzinfo) -> Streams:
    """The streams for first pages: a learner's attempts, or the queue for staff."""

    def read(topics: frozenset[Topic]) -> Mapping[Topic, object]:
        staff = {STAFF: board.operation()} if STAFF in topics else {}
        return {**staff, **board.statuses_of(topics - {STAFF})}

    def draw_shown(topic: Topic, shown: object) -> str:
        if isinstance(shown, Operation):
            return draw("queue.html", facts=queue_facts(shown))
        assert isinstance(shown, tuple)
        return draw("attempts.html", rows=attempt_rows(shown, titles, zone), topic=topic)

    return Streams(version=board.version, read=read, draw=draw_shown, signed_in=access.sessions)


def follow(visit: Visit) -> Response:
    """Server-sent events: the changing part of the first page, sent again each time that it changes."""
    assert visit.person is not None
    if sentence := visit.service.streams.refusal(visit.person):
        raise _no_room(sentence)
    return _LivePage(visit, visit.person)


class _LivePage(Response):
    """The long response. It opens its stream when it begins, so that the stream always ends with it."""

    def __init__(self, visit: Visit, person: Person) -> None:
        super().__init__()
        self._visit = visit
        self._person = person

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what changes; send a refusal if the last place was taken since the view checked."""
        streams = self._visit.service.streams
        with streams.opened(self._visit.session, self._person) as stream:
            if stream is None:
                await error_response(_no_room(streams.refusal(self._person)))(scope, receive, send)
                return
            events = (ServerSentEvent(html) async for html in streams.follow(stream))
            headers = {"X-Accel-Buffering": "no"}
            await EventSourceResponse(events, ping=_PING_S, headers=headers)(scope, receive, send)


def _no_room(sentence: str) -> HTTPException:
    return HTTPException(503, sentence, headers={"Retry-After": "60"})
