"""Every address of the service: method, path, who may use it, what answers. Whatever is not here is a 404."""

from typing import Final

from grader.web import drawn, feedback, hand_in, home, operations, receipts, sign_in, static_files, tokens
from grader.web.roles import ANYBODY, INSTRUCTORS, LEARNERS, SIGNED_IN, STAFF
from grader.web.visit import KIB, Page

MAX_FILE_MIB: Final = 16
"""Of a file that is handed in."""
_WITH_FILE: Final = (MAX_FILE_MIB * KIB + 64) * KIB
"""Bytes of a request that brings one: the file, and the form around it."""

ROUTES: Final = (
    Page(method="GET", path="/health", who=ANYBODY, view=operations.ready),
    Page(method="GET", path="/health/live", who=ANYBODY, view=operations.live),
    Page(method="GET", path="/static/{digest}/{name}", who=ANYBODY, view=static_files.show),
    Page(method="GET", path="/sign-in/{link}", who=ANYBODY, view=sign_in.ask),
    Page(method="POST", path="/sign-in/{link}", who=ANYBODY, view=sign_in.enter),
    Page(method="POST", path="/sign-out", who=SIGNED_IN, view=sign_in.leave),
    Page(method="GET", path="/", who=SIGNED_IN, view=home.show),
    Page(method="GET", path="/events", who=SIGNED_IN, view=operations.follow),
    Page(method="GET", path="/learners/{folder}/{page}", who=SIGNED_IN, view=drawn.learner_page),
    Page(method="GET", path="/receipts", who=SIGNED_IN, view=receipts.ask),
    Page(method="POST", path="/receipts", who=SIGNED_IN, view=receipts.check),
    Page(method="GET", path="/receipts/{lesson}/{exercise}/{attempt}", who=LEARNERS, view=receipts.show),
    Page(method="POST", path="/hand-in", who=LEARNERS, view=hand_in.take, most_bytes=_WITH_FILE),
    Page(method="GET", path="/tokens", who=LEARNERS, view=tokens.show),
    Page(method="POST", path="/tokens", who=LEARNERS, view=tokens.make),
    Page(method="POST", path="/tokens/{number}/revoke", who=LEARNERS, view=tokens.revoke),
    Page(
        method="POST",
        path="/api/hand-in",
        who=LEARNERS,
        view=hand_in.take_by_token,
        most_bytes=_WITH_FILE,
        by_token=True,
    ),
    Page(method="GET", path="/api/attempts", who=LEARNERS, view=hand_in.list_by_token, by_token=True),
    Page(method="GET", path="/feedback", who=INSTRUCTORS, view=feedback.show),
    Page(method="POST", path="/feedback", who=INSTRUCTORS, view=feedback.release),
    Page(method="GET", path="/index.html", who=STAFF, view=drawn.cohort_page),
    Page(method="GET", path="/marks.html", who=STAFF, view=drawn.marks_page),
    Page(method="GET", path="/exercises/{page}", who=STAFF, view=drawn.exercise_page),
)
"""With `by_token` a personal token says who asks, in place of a cookie."""
