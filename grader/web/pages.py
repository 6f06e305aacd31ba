"""The service's own pages, from templates; style and scripts are files, each under the digest of its content."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final

from jinja2 import ChoiceLoader, Environment, PackageLoader
from starlette.responses import HTMLResponse

from grader.web.visit import Visit
from reports.render import page_environment

_SOURCES: Final = {
    "htmx.min.js": ("grader.web", "text/javascript"),
    "hx-sse.min.js": ("grader.web", "text/javascript"),
    "live.js": ("grader.web", "text/javascript"),
    "web.css": ("grader.web", "text/css"),
    "tokens.css": ("reports", "text/css"),
    "base.css": ("reports", "text/css"),
}
"""Every file that pages load: the package whose `static` it lies in, and its type."""
_DIGITS: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A file that pages load."""

    href: str
    digest: str
    media_type: str
    content: bytes


@cache
def assets() -> Mapping[str, Asset]:
    """File name to what is sent."""
    return {name: _asset(name, package, media_type) for name, (package, media_type) in _SOURCES.items()}


def page_response(
    template: str,
    visit: Visit | None = None,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **values: object,
) -> HTMLResponse:
    """A page, drawn from a template and what it shows."""
    return HTMLResponse(draw(template, visit=visit, **values), status, headers=headers)


def draw(template: str, **values: object) -> str:
    """A template's text, everything in it escaped and made visible."""
    return _templates().get_template(template).render(assets=assets(), **values)


@cache
def _templates() -> Environment:
    return page_environment(ChoiceLoader([PackageLoader("grader.web"), PackageLoader("reports")]))


def _asset(name: str, package: str, media_type: str) -> Asset:
    content = (files(package) / "static" / name).read_bytes()
    digest = sha256(content).hexdigest()[:_DIGITS]
    return Asset(href=f"/static/{digest}/{name}", digest=digest, media_type=media_type, content=content)
