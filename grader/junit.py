"""What was proven as JUnit XML, which every CI server shows: a suite an exercise, a case a submission.

Only what all dialects have in common is used: `testsuites`, `testsuite`, `testcase`, `failure`, `error`. What concerns
an exercise as a whole, its files, its criteria and its mutants, is a case each.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from grader.proofs import Proved
from grader.verify import Kind

_UNSPEAKABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no spelling for."""


@dataclass(frozen=True, slots=True)
class _Test:
    name: str
    problems: Sequence[str]
    seconds: float = 0.0
    kind: str = "failure"


def junit(all_proved: Sequence[Proved], strays: Sequence[str]) -> bytes:
    """The XML document, UTF-8. Files that belong to no exercise are a suite of their own."""
    root = ET.Element("testsuites", name="grader verify")
    if strays:
        root.append(_suite("course", [_Test("files", strays)]))
    root.extend(_suite(proved.exercise, list(_tests(proved))) for proved in all_proved)
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _tests(proved: Proved) -> Iterator[_Test]:
    if why := proved.mistake or proved.lacks:
        yield _Test("exercise", [why], kind="error")
        return
    yield _Test("exercise", proved.complaints)
    for proof in proved.proofs:
        if proof.kind is not Kind.MUTANT:
            yield _Test(f"{proof.kind}/{proof.name}", proof.problems, proof.used.wall_s)
    yield _Test("criteria", proved.unnoticed)
    if proved.mutants:
        yield _Test("mutants", proved.about_mutants, sum(proof.used.wall_s for proof in proved.mutants))


def _suite(name: str, tests: Sequence[_Test]) -> ET.Element:
    failures, errors = (sum(bool(one.problems) for one in tests if one.kind == kind) for kind in ("failure", "error"))
    counts = {"tests": str(len(tests)), "failures": str(failures), "errors": str(errors)}
    about = {"name": _speakable(name), **counts, "time": _time(sum(one.seconds for one in tests))}
    suite = ET.Element("testsuite", about)
    suite.extend(_case(name, one) for one in tests)
    return suite


def _case(suite: str, test: _Test) -> ET.Element:
    """A case; its first problem is the message, and all of them the text."""
    case = ET.Element("testcase", classname=_speakable(suite), name=_speakable(test.name), time=_time(test.seconds))
    if test.problems:
        problems = [_speakable(problem) for problem in test.problems]
        ET.SubElement(case, test.kind, message=problems[0], type=test.kind).text = "\n".join(problems)
    return case


def _time(seconds: float) -> str:
    return f"{seconds:.3f}"


def _speakable(text: str) -> str:
    return _UNSPEAKABLE.sub("\ufffd", text)
