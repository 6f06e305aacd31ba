"""How somebody signs in, and what they are known by afterwards: the session's cookie, or a personal token.

A personal link signs in, and works once. Another way to sign in (LTI, OpenID Connect, JupyterHub) brings a view that
ends in `enter_session` as well. With a personal token a command hands in for a learner; the page shows a new token
once, lists tokens and revokes them.
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
    """The cookie's name. By https it has the prefix that lets no other host, path or scheme set it."""
    return f"__Host-{_NAME}" if site.is_secure else _NAME


def set_session(response: Response, site: Site, secret: str) -> None:
    """Let the browser keep a session: no script reads it, and no other site's form sends it."""
    response.set_cookie(
        session_cookie(site), secret, max_age=int(SESSION_S), secure=site.is_secure, httponly=True, samesite="lax"
    )


def drop_session(response: Response, site: Site) -> None:
    """Let the browser forget it."""
    response.delete_cookie(session_cookie(site), secure=site.is_secure, httponly=True, samesite="lax")


# Personal tokens.

MAX_TOKENS: Final = 10
"""Tokens of one person."""
_LABEL: Final = 60


def show_tokens(visit: Visit) -> Response:
    """The list of those in force."""
    return _tokens_page(visit, secret="")


def make_token(visit: Visit) -> Response:
    """A new one, whose secret stands on this page and never again."""
    label = " ".join(visit.form.get("label", "").split())[:_LABEL] or "token"
    try:
        secret = visit.service.access.new_token(visit.name, label, most=MAX_TOKENS)
    except TooManyTokensError as error:
        raise HTTPException(422, f"You have {MAX_TOKENS} tokens already. Revoke one first.") from error
    return _tokens_page(visit, secret=secret)


def revoke_token(visit: Visit) -> Response:
    """End one of one's own."""
    visit.service.access.revoke(visit.name, visit.number("number"))
    return RedirectResponse("/tokens", 303)


def _tokens_page(visit: Visit, *, secret: str) -> Response:
    tokens = visit.service.access.tokens(visit.name)
    return page_response("tokens.html", visit, tokens=tokens, secret=secret, origin=visit.service.site.origin)


_OVER: Final = (
    "This link does not work any more: it was used already, has expired, or is incomplete. Ask for a new one."
)


# Signing in.


def ask(visit: Visit) -> Response:
    """A page with a button: whatever only looks at links, as mail programs do, must not use one up."""
    return page_response("sign_in.html", visit, link=visit.path["link"])


def enter(visit: Visit) -> Response:
    """A new session for the link's one use, whatever session the browser came with; then the first page."""
    return enter_session(visit, visit.service.access.redeem_link(visit.path["link"]))


def enter_session(visit: Visit, secret: str | None) -> Response:
    """Sign in with the secret of a new session. Raises `HTTPException` if it is None: what was shown proves nothing."""
    if secret is None:
        if visit.service.limits.failures.take(visit.address):
            raise HTTPException(403, _OVER)
        raise HTTPException(429, "Too many links that do not work. Wait a few minutes.", headers={"Retry-After": "300"})
    if visit.session:
        visit.service.access.end_session(visit.session)
    response = RedirectResponse("/", 303)
    set_session(response, visit.service.site, secret)
    return response


def leave(visit: Visit) -> Response:
    """End the session, here and in the list of those in force."""
    visit.service.access.end_session(visit.session)
    response = page_response("error.html", heading="Signed out", sentence="You can close this page.")
    drop_session(response, visit.service.site)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
