"""The one cookie: which session a browser has."""

from typing import Final

from starlette.responses import Response

from grader.web.access import SESSION_S
from grader.web.service import Site

_NAME: Final = "grader_session"


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
