"""Page records as files: jinja2 with autoescape, one self-contained file a page, written only if it changed.

A page loads nothing: style and script stand in it, and its content security policy allows exactly those two, by
their hashes. All text passes through `make_visible`, so that no character of a learner's can hide or reorder what
stands beside it.
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
"""Template to its own part of the style, which follows `tokens.css` and `base.css` on its pages."""
INSTRUCTOR_STYLE: Final = "instructor.css"
"""That part of all other pages, which are for instructors."""
SCRIPTED: Final = frozenset({"cohort", "marks"})
"""Templates with a script, of their name; pages of learners have none."""
MAX_KEPT: Final = 200
"""Characters of a line of code that is coloured once and kept."""
_HEAD_BYTES: Final = 1024
_BASIS: Final = re.compile(rb'<meta name="drawn-from" content="([0-9a-f]+)">')
"""Within the first bytes of a page that was drawn from a gradebook."""


class Page(Protocol):
    """The record of a page, with everything that its template shows."""

    template: ClassVar[str]
    """The name of its template, which is that of its module."""


def write_page(page: Page, path: Path) -> Path:
    """The path, at which the page now lies: replaced in one step, and only if it differs. Raises `StorageError`."""
    try:
        write_changed(path, render(page))
    except OSError as error:
        raise StorageError(f"{path}: the page can't be written: {error.strerror}") from error
    return path


def basis_of(path: Path) -> str:
    """What a page says that it was drawn from, a digest; empty if it says nothing, or isn't there."""
    try:
        with path.open("rb") as file:
            found = _BASIS.search(file.read(_HEAD_BYTES))
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise StorageError(f"{path}: the page can't be read: {error.strerror}") from error
    return found[1].decode() if found else ""


def load_templates() -> None:
    """Read and compile what every submission's page is drawn with, for whoever has time now and none later."""
    for name in ("submission", "base", "macros", "icons", "code", "focus", "cards"):
        _templates().get_template(f"{name}.html")


def render(page: Page) -> Iterable[str]:
    """The page in pieces, so that one of a large cohort is never whole in memory."""
    name = page.template
    style = "".join(map(_static, ("tokens.css", "base.css", STYLES.get(name, INSTRUCTOR_STYLE))))
    script = _static(f"{name}.js") if name in SCRIPTED else ""
    template = _templates().get_template(f"{name}.html")
    return template.generate(page=page, style=style, script=script, style_hash=_hash(style), script_hash=_hash(script))


def page_environment(loader: BaseLoader) -> Environment:
    """How every page is drawn, ours and the service's: escaped, made visible, and with no name left undefined."""
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # or each page looks for its templates' files again
    )
    environment.filters["coloured"] = _coloured
    return environment


@cache
def _templates() -> Environment:
    return page_environment(PackageLoader("reports"))


def _coloured(tokens: tuple[ColouredText, ...]) -> Markup:
    """A line of source, each token in its colour, made visible."""
    short = sum(len(one.text) for one in tokens) <= MAX_KEPT
    return _kept_line(tokens) if short else _line(tokens)


def _line(tokens: tuple[ColouredText, ...]) -> Markup:
    coloured = Markup('<span class="t-{}">{}</span>')
    texts = ((one.colour, make_visible(one.text)) for one in tokens)
    return Markup().join(coloured.format(colour, text) if colour else escape(text) for colour, text in texts)


_kept_line = lru_cache(maxsize=500)(_line)  # what the exercise gives is on every learner's page


def _finalize(value: object) -> object:
    """What a template prints: anything's text, made visible; the markup of our own macros, already so, as it is."""
    return value if isinstance(value, Markup) else make_visible(str(value))


@cache
def _static(name: str) -> str:
    return (files("reports") / "static" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """A source expression of a content security policy that allows this text and no other."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
