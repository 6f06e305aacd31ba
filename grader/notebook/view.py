"""A verdict inside of a notebook: the page's first screen as HTML for light and dark, and as plain text beside it."""

from functools import cache
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from grader.notebook.checking import Verdict
from grader.util.text import make_visible

MARKS: Final = {"pass": "✓", "fail": "✗", "skip": "–", "error": "!"}  # noqa: RUF001 - a dash, as the command prints it
"""A verdict to its sign, as the command prints it."""


def verdict_html(verdict: Verdict) -> str:
    """The verdict as a piece of HTML, which holds no script and loads nothing."""
    return _template("inline.html").render(verdict=verdict, result=verdict.result, marks=MARKS)


def verdict_text(verdict: Verdict) -> str:
    """The verdict as lines."""
    return _template("inline.txt").render(verdict=verdict, result=verdict.result, marks=MARKS)


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=PackageLoader("grader.notebook"),
        autoescape=name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: make_visible(value) if isinstance(value, str) else value,
    )
    return environment.get_template(name)
