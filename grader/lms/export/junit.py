"""JUnit XML: a suite per submission, a case per criterion. Learners' text is stripped of what controls XML or
terminals.
"""

from functools import cache
from typing import Literal

import msgspec

from grader.gradebook.hand_ins import JudgedAttempt
from grader.lms.export import ExportOptions, ExportReport
from grader.lms.export.dataset import ExportData
from grader.lms.export.results_file import FindingText, ResultHead, scores_with_lines
from grader.model import Outcome, Verdict
from grader.util.files import open_whole
from grader.util.junit_xml import END, JUnitCase, Properties, document_start, suite
from grader.util.text import pluralize, slug

Ending = Literal["failure", "error", "skipped"]

_ENDED_EARLY = frozenset(Outcome) - {Outcome.OK, Outcome.TOO_MUCH_OUTPUT, Outcome.INTERNAL}
"""Outcomes caused by the learner after which an unmet criterion is an error of that name, not just a failure."""


class JUnitFinding(FindingText, frozen=True):
    """The parts of a finding that a case repeats."""

    verdict: Verdict
    criterion: str
    expected: str
    actual: str
    earned: int
    possible: int


class RunTime(msgspec.Struct, frozen=True):
    """The duration of a run."""

    wall_s: float


class ResultLine(ResultHead, frozen=True):
    """The parts of a line that a suite repeats."""

    outcome: Outcome
    attempted: bool
    findings: tuple[JUnitFinding, ...]
    run: RunTime


def export_junit(material: ExportData, options: ExportOptions) -> ExportReport:
    """Write one document, suite by suite. A suite is one exercise of one learner."""
    course = slug(material.course.title, otherwise="course")
    count = 0
    with open_whole(options.to) as file:
        file.write(document_start(material.course.title).encode())
        for row, (_, result) in scores_with_lines(material, ResultLine):
            if material.includes(row.exercise):
                file.write(_suite(row, result, course).encode())
                count += 1
        file.write(END.encode())
    return ExportReport(summary=f"{options.to}: {pluralize(count, 'suite')}, one per submission.")


def _suite(row: JudgedAttempt, result: ResultLine, course: str) -> str:
    classname = ".".join((course, *result.exercise.split("/")))
    return suite(
        f"{result.exercise} {result.learner}",
        [_case(classname, finding, result) for finding in result.findings],
        timestamp=row.graded.isoformat(timespec="seconds"),
        seconds=result.run.wall_s,
        about=(
            ("learner", result.learner),
            ("exercise", result.exercise),
            ("attempt", str(result.attempt)),
            ("outcome", result.outcome),
            ("points", str(result.score.earned)),
            ("max_points", str(result.score.possible)),
            ("unscored", str(result.score.unscored)),
        ),
    )


def _case(classname: str, finding: JUnitFinding, result: ResultLine) -> JUnitCase:
    name, properties = finding.title or finding.criterion, _points(finding.earned, finding.possible)
    if finding.verdict is Verdict.PASS:
        return JUnitCase(name, classname, properties=properties)
    ending, kind = _ended(finding, result)
    differs = [f"expected: {finding.expected}", f"actual: {finding.actual}"] if finding.expected else []
    text = "\n".join([finding.message, *differs])
    return JUnitCase(name, classname, 0.0, ending, kind, finding.message, text, properties)


@cache
def _points(earned: int, possible: int) -> Properties:
    return (("points", str(earned)), ("max_points", str(possible)))


def _ended(finding: JUnitFinding, result: ResultLine) -> tuple[Ending, str]:
    """How a case that did not pass ends, and the type of that ending."""
    match finding.verdict:
        case Verdict.SKIP:
            return "skipped", "earlier_criterion" if result.attempted else "not_attempted"
        case Verdict.ERROR:
            return "error", "grader"
        case _ if result.outcome in _ENDED_EARLY:
            return "error", result.outcome
    return "failure", finding.criterion
