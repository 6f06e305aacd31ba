"""How somebody signs in: the seam for other ways, and the first way, by personal links that work once."""

from typing import Final, Protocol

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from grader.web.access import Access
from grader.web.cookies import drop_session, set_session
from grader.web.pages import page_response
from grader.web.visit import Visit

_OVER: Final = (
    "This link does not work any more: it was used already, has expired, or is incomplete. Ask for a new one."
)


class SignIn(Protocol):
    """A way to sign in. Another (LTI, OpenID Connect, JupyterHub) brings views that end in `enter_session` as well."""

    def session_for(self, proof: str) -> str | None:
        """The secret of a new session, for what proves who somebody is; None where it proves nothing."""
        ...


class LinkSignIn:
    """By the secret of a link that an instructor made."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def session_for(self, proof: str) -> str | None:
        """A new session for the link's one use."""
        return self._access.redeem_link(proof)


def ask(visit: Visit) -> Response:
    """A page with a button: whatever only looks at links, as mail programs do, must not use one up."""
    return page_response("sign_in.html", visit, link=visit.path["link"])


def enter(visit: Visit) -> Response:
    """A new session, whatever session the browser came with; then the first page."""
    return enter_session(visit, LinkSignIn(visit.service.access), visit.path["link"])


def enter_session(visit: Visit, way: SignIn, proof: str) -> Response:
    """Sign in by any way. Raises `HTTPException` where the proof is none."""
    secret = way.session_for(proof)
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
