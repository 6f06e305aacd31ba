"""The service's own pages from templates, refusals, and the files that pages load.

A refusal is a page with one sentence, or JSON for a command. The addresses of scripts and styles contain the digests of
their contents, so browsers can keep them for ever.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from http import HTTPStatus
from importlib.resources import files
from typing import Final

from jinja2 import ChoiceLoader, Environment, PackageLoader
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, Response

from grader.service.web.service import Visit
from reports.render import page_environment

_SOURCES: Final = {
    "htmx.min.js": ("grader.service.web", "text/javascript"),
    "hx-sse.min.js": ("grader.service.web", "text/javascript"),
    "live.js": ("grader.service.web", "text/javascript"),
    "web.css": ("grader.service.web", "text/css"),
    "tokens.css": ("reports", "text/css"),
    "base.css": ("reports", "text/css"),
}
"""All files that pages load: the package whose `static` folder contains it, and its type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A file that pages load."""

    href: str
    media_type: str
    content: bytes


@cache
def assets() -> Mapping[str, Asset]:
    """Maps a file's name to what is sent."""
    found = {}
    for name, (package, media_type) in _SOURCES.items():
        content = (files(package) / "static" / name).read_bytes()
        digest = sha256(content).hexdigest()[:16]
        href = f"/static/{digest}/{name}"
        found[name] = Asset(href=href, media_type=media_type, content=content)
    return found


def page_response(
    template: str,
    visit: Visit | None = None,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **values: object,
) -> HTMLResponse:
    """A page, rendered from a template with its values."""
    return HTMLResponse(draw(template, visit=visit, **values), status, headers=headers)


def draw(template: str, **values: object) -> str:
    """A template's output, with all values escaped and control characters made visible."""
    return _templates().get_template(template).render(assets=assets(), **values)


@cache
def _templates() -> Environment:
    return page_environment(ChoiceLoader([PackageLoader("grader.service.web"), PackageLoader("reports")]))


_HEADINGS: Final[Mapping[int, str]] = {401: "Sign in", 413: "This was refused"}
"""Titles for statuses, instead of their technical names."""
_SENTENCES: Final[Mapping[int, str]] = {
    400: "This request can't be read.",
    404: "There is no such page, or you may not read it.",
    405: "This address does not accept such a request.",
    500: "The service had an error, which has been logged. Nothing that you handed in is lost.",
}


def error_response(error: HTTPException, *, as_json: bool = False) -> Response:
    """The response to a request that was refused or failed; it contains nothing from the request."""
    status = HTTPStatus(error.status_code)
    own = error.detail if error.detail != status.phrase else ""
    sentence = own or _SENTENCES.get(status, status.phrase)
    if as_json:
        return JSONResponse({"error": sentence}, status, headers=error.headers)
    heading = _HEADINGS.get(status, status.phrase)
    return page_response("error.html", status=status, headers=error.headers, heading=heading, sentence=sentence)


_FOR_GOOD: Final = "public, max-age=31536000, immutable"


def show_asset(visit: Visit) -> Response:
    """A file, if the address contains its current digest."""
    asset = assets().get(visit.path["name"])
    if asset is None or asset.href != "/static/{digest}/{name}".format_map(visit.path):
        raise HTTPException(404)
    return Response(asset.content, media_type=asset.media_type, headers={"Cache-Control": _FOR_GOOD})
