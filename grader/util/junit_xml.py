"""What all dialects of JUnit XML have in common, as text: a cohort has millions of cases, too many for objects each."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from grader.util.text import TERMINAL_CODES

Properties = tuple[tuple[str, str], ...]
"""Names and values."""

END = "</testsuites>\n"

_UNSPEAKABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no spelling for."""
_KEPT = 2**14
"""Texts that are not spelled again: titles, names and most messages come thousands of times."""


class JUnitCase(NamedTuple):
    """One thing that was tried, and how it ended."""

    name: str
    classname: str
    seconds: float = 0.0
    ending: Literal["passed", "failure", "error", "skipped"] = "passed"
    type: str = ""
    """What kind of ending it is."""
    message: str = ""
    text: str = ""
    properties: Properties = ()


def document_start(name: str) -> str:
    """The document up to its first suite; `END` is what comes after the last one."""
    return f"<?xml version='1.0' encoding='utf-8'?>\n<testsuites name={_quoted(name)}>\n"


def suite(
    name: str, cases: Sequence[JUnitCase], *, timestamp: str = "", seconds: float | None = None, about: Properties = ()
) -> str:
    """A `testsuite` with its counts; its time is that of its cases unless given, `timestamp` is ISO 8601."""
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
    """An attribute's value, quotes and all."""
    return quoteattr(_speakable(text))


def _speakable(text: str) -> str:
    """The text without what steers terminals, and with a mark instead of what XML can't hold."""
    return text if text.isprintable() else _UNSPEAKABLE.sub("\ufffd", TERMINAL_CODES.sub("", text))
