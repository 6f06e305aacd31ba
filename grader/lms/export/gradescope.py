"""Gradescope's results.json: one file per learner, with a test for each criterion."""

from collections.abc import Iterable, Iterator, Mapping
from math import ceil
from typing import Any

import msgspec

from grader.gradebook.marks import round_points
from grader.gradebook.marks.records import total
from grader.lms.export import ExportOptions, ExportReport
from grader.lms.export.dataset import ExportData
from grader.lms.export.results_file import ResultHead, marks_with_lines
from grader.storage.layout import folder_name
from grader.util.files import Writers
from grader.util.text import begin_sentence, pluralize

Document = dict[str, Any]

NOT_SANDBOXED = (
    "Not sandboxed: the submission ran in the same container as the grader, and could have read or changed anything "
    "there."
)
MOST_OUTPUT = 20_000
"""The most characters of one test's text."""


def export_gradescope(material: ExportData, options: ExportOptions) -> ExportReport:
    """Write a folder with results.json for each learner. Learners with anything unscored get none: it would count as 0.

    The score has the points that count, as marks do: exercises in no assignment don't count.
    """
    count, notes = 0, []
    with Writers() as writers:
        for mark, lines in marks_with_lines(material, ResultHead):
            results = [msgspec.json.decode(line) for line, head in lines if material.includes(head.exercise)]
            if not results:
                continue
            names = {result["exercise"] for result in results}
            counted = [exercise for exercise in mark.exercises() if exercise.exercise in names and not exercise.excused]
            if unscored := total(one.unscored for one in counted):
                points = pluralize(ceil(unscored), "point")
                notes.append(
                    f"left out, with {points} unscored because of a grader error: {material.display_name(mark.learner)}"
                )
                continue
            earned = total(one.earned for one in counted)
            whole = document(results, material.titles) | {"score": float(round_points(earned, earned))}
            content = msgspec.json.format(msgspec.json.encode(whole), indent=1)
            writers.write(options.to / folder_name(mark.learner) / "results.json", content + b"\n")
            count += 1
    return ExportReport(summary=f"{options.to}: results.json of {pluralize(count, 'learner')}.", notes=tuple(notes))


def document(results: Iterable[Mapping[str, Any]], titles: Mapping[str, str]) -> Document:
    """results.json for results in the form of `result_json`; none of them has anything unscored."""
    every = list(results)
    notes = list(dict.fromkeys(_notes(every)))
    return {
        "score": sum(one["score"]["earned"] for one in every),
        "execution_time": round(sum(one["run"]["wall_s"] for one in every), 3),
        "output": "\n".join(notes),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [test for number, one in enumerate(every, 1) for test in _tests(number, one, titles)],
        "extra_data": {
            "grader_version": every[0]["grader_version"] if every else "",
            "sandboxed": all(one["run"]["sandboxed"] for one in every),
            "results": [{"exercise": one["exercise"], "sha256": one["sha256"], "run": one["run"]} for one in every],
        },
    }


def _notes(results: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for result in results:
        if not result["run"]["sandboxed"]:
            yield NOT_SANDBOXED
        if result["run"]["message"]:
            yield f"{result['exercise']}: {result['run']['message']}"
        for change in result["changes"]:
            place = f"{begin_sentence(change['place'])}: " if change["place"] else ""
            yield f"{result['exercise']}: {place}{change['sentence']}"
        yield from (f"{result['exercise']}: {diagnosis['message']}" for diagnosis in result["diagnoses"])


def _tests(number: int, result: Mapping[str, Any], titles: Mapping[str, str]) -> Iterator[Document]:
    exercise = result["exercise"]
    for place, finding in enumerate(result["findings"], 1):
        hints = finding["hints"][:1] if finding["verdict"] == "fail" else []
        yield {
            "name": f"{titles.get(exercise, exercise)}: {finding['title']}",
            "number": f"{number}.{place}",
            "score": finding["earned"],
            "max_score": finding["possible"],
            "status": "passed" if finding["verdict"] == "pass" else "failed",
            "output": "\n".join([finding["message"], *(f"Hint: {hint}" for hint in hints)])[:MOST_OUTPUT],
            "tags": [exercise, finding["criterion"]],
            "visibility": "visible",
            "extra_data": {"verdict": finding["verdict"], "trust": finding["trust"]},
        }
