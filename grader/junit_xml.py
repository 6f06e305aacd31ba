"""The elements of JUnit XML that all dialects have in common, with text that XML can hold."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from xml.etree import ElementTree as ET

_UNSPEAKABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no spelling for."""
_TERMINAL = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]{0,4096}(?:\x07|\x1b\\)")
"""What colours and steers a terminal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One thing that was tried, and how it ended."""

    name: str
    classname: str
    seconds: float = 0.0
    ending: Literal["passed", "failure", "error", "skipped"] = "passed"
    type: str = ""
    """What kind of ending it is."""
    message: str = ""
    text: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)


def suite(name: str, cases: Sequence[Case], *, timestamp: str = "", seconds: float | None = None) -> ET.Element:
    """A `testsuite` with its counts; its time is that of its cases unless told, `timestamp` is ISO 8601."""
    about = {"name": speakable(name), "tests": str(len(cases))}
    about |= {
        f"{ending}s" if ending != "skipped" else ending: str(sum(one.ending == ending for one in cases))
        for ending in ("failure", "error", "skipped")
    }
    about["time"] = _time(sum(one.seconds for one in cases) if seconds is None else seconds)
    element = ET.Element("testsuite", about | ({"timestamp": timestamp} if timestamp else {}))
    element.extend(_case(one) for one in cases)
    return element


def speakable(text: str) -> str:
    """The text without what steers terminals, and with a mark in the place of what XML can't hold."""
    return _UNSPEAKABLE.sub("\ufffd", _TERMINAL.sub("", text))


def _case(case: Case) -> ET.Element:
    about = {"classname": speakable(case.classname), "name": speakable(case.name), "time": _time(case.seconds)}
    element = ET.Element("testcase", about)
    if case.properties:
        properties = ET.SubElement(element, "properties")
        for name, value in case.properties.items():
            ET.SubElement(properties, "property", name=name, value=speakable(value))
    if case.ending != "passed":
        ending = ET.SubElement(element, case.ending, message=speakable(case.message), type=case.type)
        ending.text = speakable(case.text)
    return element


def _time(seconds: float) -> str:
    return f"{seconds:.3f}"
