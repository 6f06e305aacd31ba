"""Personal tokens, with which a command hands in for a learner: shown once, listed, revoked."""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from grader.web.access import TooManyTokensError
from grader.web.pages import page_response
from grader.web.visit import Visit

MOST: Final = 10
"""Tokens of one person."""
_LABEL: Final = 60


def show(visit: Visit) -> Response:
    """The list of those in force."""
    return _page(visit, secret="")


def make(visit: Visit) -> Response:
    """A new one, whose secret stands on this page and never again."""
    label = " ".join(visit.form.get("label", "").split())[:_LABEL] or "token"
    try:
        secret = visit.service.access.new_token(visit.name, label, most=MOST)
    except TooManyTokensError as error:
        raise HTTPException(422, f"You have {MOST} tokens already. Revoke one first.") from error
    return _page(visit, secret=secret)


def revoke(visit: Visit) -> Response:
    """End one of one's own."""
    visit.service.access.revoke(visit.name, visit.number("number"))
    return RedirectResponse("/tokens", 303)


def _page(visit: Visit, *, secret: str) -> Response:
    tokens = visit.service.access.tokens(visit.name)
    return page_response("tokens.html", visit, tokens=tokens, secret=secret, origin=visit.service.site.origin)
