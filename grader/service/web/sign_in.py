"""How people sign in, and what identifies them afterwards: the session's cookie, or a personal token.

A personal link signs its person in, and works once. Another way to sign in (LTI, OpenID Connect, JupyterHub) would add
a view that also ends in `enter_session`. With a personal token, a command hands in for a learner; the page shows a new
token once, lists tokens and revokes them.
"""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from grader.service.web.access import SESSION_S, TooManyTokensError
from grader.service.web.pages import page_response
from grader.service.web.service import Site, Visit

_NAME: Final = "grader_session"


# The session's cookie.


def session_cookie(site: Site) -> str:
    """The cookie's name. With https it has the prefix that prevents other hosts, paths and schemes from setting it."""
    return f"__Host-{_NAME}" if site.is_secure else _NAME


def set_session(response: Response, site: Site, secret: str) -> None:
    """Let the browser keep a session: no script can read it, and forms of other sites don't send it."""
    response.set_cookie(
        session_cookie(site), secret, max_age=int(SESSION_S), secure=site.is_secure, httponly=True, samesite="lax"
    )


def drop_session(response: Response, site: Site) -> None:
    """Let the browser forget it."""
    response.delete_cookie(session_cookie(site), secure=site.is_secure, httponly=True, samesite="lax")


# Personal tokens.

MAX_TOKENS: Final = 10
"""The largest number of tokens of one person."""


def make_token(visit: Visit) -> Response:
    """The page with a new token, whose secret is shown only here."""
    label = " ".join(visit.form.get("label", "").split())[:60] or "token"
    try:
        secret = visit.service.access.new_token(visit.name, label, most=MAX_TOKENS)
    except TooManyTokensError as error:
        raise HTTPException(422, f"You have {MAX_TOKENS} tokens already. Revoke one first.") from error
    return show_tokens(visit, secret=secret)


def revoke_token(visit: Visit) -> Response:
    """Make one of the visitor's tokens invalid."""
    visit.service.access.revoke(visit.name, visit.number("number"))
    return RedirectResponse("/tokens", 303)


def show_tokens(visit: Visit, *, secret: str = "") -> Response:
    """The page with a person's valid tokens, and with the secret of a new one."""
    tokens = visit.service.access.tokens(visit.name)
    return page_response("tokens.html", visit, tokens=tokens, secret=secret, origin=visit.service.site.origin)


_OVER: Final = "This link does not work: it was already used, has expired, or is incomplete. Ask for a new one."


# Signing in.


def ask(visit: Visit) -> Response:
    """A page with a button, so that mail programs and other software that only opens links do not use up a link."""
    return page_response("sign_in.html", visit, link=visit.path["link"])


def enter(visit: Visit) -> Response:
    """Use up the link for a new session, which replaces any earlier one, and go to the first page."""
    return enter_session(visit, visit.service.access.redeem_link(visit.path["link"]))


def enter_session(visit: Visit, secret: str | None) -> Response:
    """Sign in with the secret of a new session. Raises `HTTPException` if it is None, because the link was not
    valid.
    """
    if secret is None:
        if visit.service.limits.failures.take(visit.address):
            raise HTTPException(403, _OVER)
        sentence = "You have tried too many invalid links. Wait a few minutes."
        raise HTTPException(429, sentence, headers={"Retry-After": "300"})
    if visit.session:
        visit.service.access.end_session(visit.session)
    response = RedirectResponse("/", 303)
    set_session(response, visit.service.site, secret)
    return response


def leave(visit: Visit) -> Response:
    """End the session, in the browser and in the database."""
    visit.service.access.end_session(visit.session)
    response = page_response("error.html", heading="Signed out", sentence="You can close this page.")
    drop_session(response, visit.service.site)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
