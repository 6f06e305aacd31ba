"""JUnit XML: a suite a submission, a case a criterion. Learners' text is stripped of what XML or terminals obey."""

from collections.abc import Iterator
from typing import Literal
from xml.etree import ElementTree as ET

from grader.export.material import Material
from grader.export.wishes import Told, Wishes
from grader.files import whole
from grader.gradebook import Entry
from grader.junit_xml import Case, speakable, suite
from grader.model import Finding, Outcome, Result, Verdict
from reports.text import slug

Ending = Literal["passed", "failure", "error", "skipped"]

_ENDED_EARLY = frozenset(Outcome) - {Outcome.OK, Outcome.TOO_MUCH_OUTPUT, Outcome.INTERNAL}
"""Outcomes of the learner's making after which an unmet criterion is an error by its name, and no mere failure."""


def junit(material: Material, wishes: Wishes) -> Told:
    """One document, written suite by suite. A suite is an exercise and its learner."""
    course = slug(material.course.title, otherwise="course")
    count = 0
    with whole(wishes.to) as file:
        name = speakable(material.course.title)
        root = ET.tostring(ET.Element("testsuites", name=name), encoding="unicode").removesuffix(" />")
        file.write(f"<?xml version='1.0' encoding='utf-8'?>\n{root}>\n".encode())
        for entry in material.gradebook.entries():
            if material.includes(entry.result.submission.exercise):
                file.write(ET.tostring(_suite(entry, course), encoding="utf-8") + b"\n")
                count += 1
        file.write(b"</testsuites>\n")
    return Told(done=f"{wishes.to}: {count} suites, a submission each.")


def _suite(entry: Entry, course: str) -> ET.Element:
    result = entry.result
    exercise, learner = result.submission.exercise, result.submission.learner
    classname = ".".join((course, *exercise.split("/")))
    element = suite(
        f"{exercise} {learner}",
        [_case(classname, finding, result) for finding in result.findings],
        timestamp=result.graded.isoformat(timespec="seconds"),
        seconds=entry.run.wall_s,
    )
    properties = ET.Element("properties")
    for name, value in _properties(result):
        ET.SubElement(properties, "property", name=name, value=speakable(value))
    element.insert(0, properties)
    return element


def _properties(result: Result) -> Iterator[tuple[str, str]]:
    submission, score = result.submission, result.score
    yield "learner", submission.learner
    yield "exercise", submission.exercise
    yield "attempt", str(submission.attempt)
    yield "outcome", result.outcome
    yield "points", str(score.earned)
    yield "max_points", str(score.possible)
    yield "unscored", str(score.unscored)


def _case(classname: str, finding: Finding, result: Result) -> Case:
    ending, kind = _ended(finding, result)
    differs = [f"expected: {finding.expected}", f"actual: {finding.actual}"] if finding.expected else []
    return Case(
        name=finding.title or finding.criterion,
        classname=classname,
        ending=ending,
        type=kind,
        message=finding.message,
        text="\n".join([finding.message, *differs]),
        properties={"points": str(finding.earned), "max_points": str(finding.possible)},
    )


def _ended(finding: Finding, result: Result) -> tuple[Ending, str]:
    """How a case ends, and of what type that is."""
    match finding.verdict:
        case Verdict.PASS:
            return "passed", ""
        case Verdict.SKIP:
            return "skipped", "earlier_criterion" if result.attempted else "not_attempted"
        case Verdict.ERROR:
            return "error", "grader"
        case _ if result.outcome in _ENDED_EARLY:
            return "error", result.outcome
        case _:
            return "failure", finding.criterion
