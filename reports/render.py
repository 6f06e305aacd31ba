"""Page records as files: jinja2 with autoescape, one self-contained file per page, written only if it changed.

A page loads nothing: it contains its style and script, and its content security policy allows exactly those two, by
their hashes. All text passes through `make_visible`, so that no character in a learner's text can hide or reorder the
text next to it.
"""

import base64
import hashlib
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import ClassVar, Final, Protocol

from jinja2 import BaseLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from grader.errors import StorageError
from grader.util.files import write_changed
from grader.util.text import make_visible
from reports.code import ColouredText

STYLES: Final = {"submission": "submission.css", "home": "home.css"}
"""Maps a template to its own part of the style, which follows `tokens.css` and `base.css` on its pages."""
INSTRUCTOR_STYLE: Final = "instructor.css"
"""The style of all other pages, which are for instructors."""
SCRIPTED: Final = frozenset({"cohort", "marks"})
"""Templates with a script of the same name; learners' pages have no scripts."""
MAX_KEPT: Final = 200
"""The longest line of code, in characters, whose colouring is cached."""
_HEAD_BYTES: Final = 1024
_BASIS: Final = re.compile(rb'<meta name="drawn-from" content="([0-9a-f]+)">')
"""The mark in the first bytes of a page that was rendered from a gradebook."""


class Page(Protocol):
    """The record of a page, with everything that its template shows."""

    template: ClassVar[str]
    """The name of its template, which is the name of its module."""


def write_page(page: Page, path: Path) -> Path:
    """Write a page, in one step and only if it differs; returns the path. Raises `StorageError`."""
    try:
        write_changed(path, render(page))
    except OSError as error:
        raise StorageError(f"{path}: the page can't be written: {error.strerror}") from error
    return path


def basis_of(path: Path) -> str:
    """The digest of a page's basis; empty if it contains none, or does not exist."""
    try:
        with path.open("rb") as file:
            found = _BASIS.search(file.read(_HEAD_BYTES))
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise StorageError(f"{path}: the page can't be read: {error.strerror}") from error
    return found[1].decode() if found else ""


def load_templates() -> None:
    """Read and compile the templates of submissions' pages in advance, so that this takes no time later."""
    for name in ("submission", "base", "macros", "icons", "code", "focus", "cards"):
        _templates().get_template(f"{name}.html")


def render(page: Page) -> Iterable[str]:
    """The page in pieces, so that a large cohort's page is never completely in memory."""
    name = page.template
    style = "".join(map(_static, ("tokens.css", "base.css", STYLES.get(name, INSTRUCTOR_STYLE))))
    script = _static(f"{name}.js") if name in SCRIPTED else ""
    template = _templates().get_template(f"{name}.html")
    return template.generate(page=page, style=style, script=script, style_hash=_hash(style), script_hash=_hash(script))


def page_environment(loader: BaseLoader) -> Environment:
    """The settings for all pages, including the service's: values are escaped and made visible, undefined names are
    errors.
    """
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        # What a template prints is made visible; the markup of our own macros stays as it is.
        finalize=lambda value: value if isinstance(value, Markup) else make_visible(str(value)),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # without this, each page would look for its templates' files again
    )
    environment.filters["coloured"] = _coloured
    return environment


@cache
def _templates() -> Environment:
    return page_environment(PackageLoader("reports"))


def _coloured(tokens: tuple[ColouredText, ...]) -> Markup:
    """A line of source, with each token in its colour and made visible."""
    short = sum(len(token.text) for token in tokens) <= MAX_KEPT
    return _kept_line(tokens) if short else _line(tokens)


def _line(tokens: tuple[ColouredText, ...]) -> Markup:
    coloured = Markup('<span class="t-{}">{}</span>')
    texts = ((token.colour, make_visible(token.text)) for token in tokens)
    return Markup().join(coloured.format(colour, text) if colour else escape(text) for colour, text in texts)


_kept_line = lru_cache(maxsize=500)(_line)  # given code is on every learner's page


@cache
def _static(name: str) -> str:
    return (files("reports") / "static" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """A source expression of a content security policy that allows only this text."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
