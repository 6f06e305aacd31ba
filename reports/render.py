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
from typing import TYPE_CHECKING, Final

from jinja2 import BaseLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from grader.errors import StorageError
from grader.storage.folder import CHECKED
from grader.storage.layout import COHORT_PAGE, MARKS_PAGE, exercise_page_name
from grader.util.files import write_changed
from grader.util.text import make_visible
from reports.code import ColouredText
from reports.learner import LearnerPage

if TYPE_CHECKING:  # with insight and the gradebook, which a learner's page needs none of
    from reports.cohort import CohortPage
    from reports.exercise_page import ExercisePage
    from reports.home import HomePage
    from reports.marks_page import MarksPage

LEARNER: Final = "learner.html"
HOME: Final = "home.html"
COHORT: Final = "cohort.html"
EXERCISE: Final = "exercise.html"
MARKS: Final = "marks.html"
STYLES: Final = {
    LEARNER: "learner.css",
    HOME: "home.css",
    COHORT: "cohort.css",
    EXERCISE: "cohort.css",
    MARKS: "cohort.css",
}
"""Template to its own part of the style, which follows `tokens.css` and `base.css` on its pages."""
MAX_KEPT: Final = 200
"""Characters of a line of code that is coloured once and kept."""
_HEAD_BYTES: Final = 1024
_BASIS: Final = re.compile(rb'<meta name="drawn-from" content="([0-9a-f]+)">')
"""Within the first bytes of a page that was drawn from a gradebook."""
SCRIPTS: Final = {COHORT: "cohort.js", MARKS: "marks.js"}
"""Template to the one script on its pages; those of learners have none."""


def write_learner(page: LearnerPage, path: Path) -> Path:
    """The path, at which the page of a submission now lies. Raises `StorageError`."""
    return _write(path, render(LEARNER, page))


def write_home(page: "HomePage", path: Path) -> Path:
    """The path, at which a learner's own page now lies. Raises `StorageError`."""
    return _write(path, render(HOME, page))


def write_cohort(page: "CohortPage", out: Path) -> Path:
    """Where the page of the cohort now lies in the output folder. Raises `StorageError`."""
    return _write(out / COHORT_PAGE, render(COHORT, page))


def write_exercise(page: "ExercisePage", out: Path) -> Path:
    """Where an exercise's page now lies under the output folder. Raises `StorageError`."""
    return _write(out / exercise_page_name(page.exercise), render(EXERCISE, page))


def write_marks(page: "MarksPage", out: Path) -> Path:
    """Where the page of marks now lies in the output folder. Raises `StorageError`."""
    return _write(out / MARKS_PAGE, render(MARKS, page))


def write_beside(page: LearnerPage, submission: Path) -> Path:
    """Where the page of a single file now lies: beside it, as `<name>.checked.html`. Raises `StorageError`."""
    path = submission.with_name(f"{submission.stem}{CHECKED}")
    return _write(path, render(LEARNER, page))


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
    """Read and compile what every learner's page is drawn with, for whoever has time now and none later."""
    for name in (LEARNER, "base.html", "macros.html", "icons.html", "code.html"):
        _templates().get_template(name)


def render(template: str, page: object) -> Iterable[str]:
    """The page in pieces, so that one of a large cohort is never whole in memory."""
    script = _static(SCRIPTS[template]) if template in SCRIPTS else ""
    style = "".join(map(_static, ("tokens.css", "base.css", STYLES[template])))
    return (
        _templates()
        .get_template(template)
        .generate(page=page, style=style, script=script, style_hash=_hash(style), script_hash=_hash(script))
    )


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
    return Markup().join(_token(one.colour, make_visible(one.text)) for one in tokens)


_kept_line = lru_cache(maxsize=500)(_line)  # what the exercise gives is on every learner's page


def _token(colour: str, text: str) -> Markup:
    return Markup('<span class="t-{}">{}</span>').format(colour, text) if colour else escape(text)


def _finalize(value: object) -> object:
    """What a template prints: anything's text, made visible; the markup of our own macros, already so, as it is."""
    return value if isinstance(value, Markup) else make_visible(str(value))


@cache
def _static(name: str) -> str:
    return (files("reports") / "static" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """A source expression of a content security policy that allows this text and no other."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _write(path: Path, parts: Iterable[str]) -> Path:
    """The path, its content replaced in one step, and left alone where it is the same already."""
    try:
        write_changed(path, parts)
    except OSError as error:
        raise StorageError(f"{path}: the page can't be written: {error.strerror}") from error
    return path
