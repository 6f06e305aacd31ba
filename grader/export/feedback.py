"""What a learner reads in another system: points, and each criterion that is not met, in a few lines."""

from collections.abc import Iterator, Mapping
from html import escape
from itertools import groupby

from grader.export.material import Cell, Column, Standing, shown
from grader.gradebook import Gradebook
from grader.model import Result, Verdict
from grader.text import visible

MOST = 4000
"""Characters of one comment; a spreadsheet's cell holds 32,767."""
MOST_MESSAGE = 300
BREAK = "<br>"
"""Moodle takes comments for HTML."""


def by_learner(gradebook: Gradebook, wanted: set[str]) -> Iterator[tuple[str, dict[str, Result]]]:
    """Each learner with exercise to the last result, sorted as marks are."""
    for learner, group in groupby(gradebook.latest(), key=lambda result: result.submission.learner):
        yield learner, {one.submission.exercise: one for one in group if one.submission.exercise in wanted}


def comment(column: Column, cell: Cell, results: Mapping[str, Result], titles: Mapping[str, str]) -> str:
    """A column's comment as HTML in which every character of a learner's is text."""
    lines = list(summary(column, cell, results, titles))
    text, rest = "", "…"
    for line in lines:
        more = (BREAK if text else "") + escape(visible(line), quote=False)
        if len(text) + len(more) > MOST:
            return text + BREAK + rest
        text += more
    return text


def summary(column: Column, cell: Cell, results: Mapping[str, Result], titles: Mapping[str, str]) -> Iterator[str]:
    """A column's comment, line by line."""
    if cell.standing is Standing.SCORED and cell.points is not None:
        yield f"{shown(cell.points)} of {shown(column.points)} points."
    for exercise in column.exercises:
        result = results.get(exercise)
        if result is None:
            continue
        if len(column.exercises) > 1:
            yield f"{titles.get(exercise, exercise)}: {result.score.earned} of {result.score.possible} points"
        for finding in result.findings:
            if finding.verdict in {Verdict.FAIL, Verdict.ERROR}:
                yield f"Not met: {finding.title}. {finding.message[:MOST_MESSAGE]}"
        for diagnosis in result.diagnoses:
            yield diagnosis.message
