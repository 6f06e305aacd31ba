"""The common parts of all dialects of JUnit XML, as text: a cohort has too many cases for an object each."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from grader.util.text import TERMINAL_CODES

Properties = tuple[tuple[str, str], ...]
"""Pairs of name and value."""

END = "</testsuites>\n"

_UNSPEAKABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""The characters that XML 1.0 can't represent."""
_KEPT = 2**14
"""The number of cached strings: titles, names and most messages occur thousands of times."""


class JUnitCase(NamedTuple):
    """One test case and its result."""

    name: str
    classname: str
    seconds: float = 0.0
    ending: Literal["passed", "failure", "error", "skipped"] = "passed"
    type: str = ""
    """The kind of its result."""
    message: str = ""
    text: str = ""
    properties: Properties = ()


def document_start(name: str) -> str:
    """The document up to its first suite; `END` comes after the last suite."""
    return f"<?xml version='1.0' encoding='utf-8'?>\n<testsuites name={_quoted(name)}>\n"


def suite(
    name: str, cases: Sequence[JUnitCase], *, timestamp: str = "", seconds: float | None = None, about: Properties = ()
) -> str:
    """A `testsuite` with its counts; its time is the sum of its cases unless given, `timestamp` is ISO 8601."""
    ended = Counter(one.ending for one in cases)
    took = sum(one.seconds for one in cases) if seconds is None else seconds
    return (
        f'<testsuite name={_quoted(name)} tests="{len(cases)}" failures="{ended["failure"]}" errors="{ended["error"]}" '
        f'skipped="{ended["skipped"]}" time="{took:.3f}"{f" timestamp={_quoted(timestamp)}" if timestamp else ""}>\n'
        f"{_properties(about)}{''.join(map(_case, cases))}</testsuite>\n"
    )


def _case(case: JUnitCase) -> str:
    inside = _kept_properties(case.properties)
    if case.ending != "passed":
        inside += (
            f"<{case.ending} message={_quoted(case.message)} type={_quoted(case.type)}>"
            f"{escape(_speakable(case.text))}</{case.ending}>\n"
        )
    about = f'classname={_quoted(case.classname)} name={_quoted(case.name)} time="{case.seconds:.3f}"'
    return f"<testcase {about}>\n{inside}</testcase>\n" if inside else f"<testcase {about}/>\n"


def _properties(pairs: Properties) -> str:
    every = "".join(f"<property name={_quoted(name)} value={_quoted(value)}/>" for name, value in pairs)
    return f"<properties>{every}</properties>\n" if pairs else ""


_kept_properties = lru_cache(_KEPT)(_properties)


@lru_cache(_KEPT)
def _quoted(text: str) -> str:
    """An attribute's value, with quotes."""
    return quoteattr(_speakable(text))


def _speakable(text: str) -> str:
    """The text without control codes of terminals, and with a mark for each character that XML can't represent."""
    return text if text.isprintable() else _UNSPEAKABLE.sub("\ufffd", TERMINAL_CODES.sub("", text))
