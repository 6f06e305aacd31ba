"""Gradescope's results.json: one for each learner, a test for each criterion."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

import msgspec

from grader.export import ExportOptions, ExportReport
from grader.export.dataset import ExportData
from grader.export.results_file import ResultHead, scores_with_lines
from grader.storage.layout import folder_name
from grader.util.files import Writers
from grader.util.text import pluralize

Document = dict[str, Any]

NOT_SANDBOXED = (
    "Not sandboxed: the submission ran beside its grader, in one container, "
    "and could have read or changed what it found there."
)
MOST_OUTPUT = 20_000
"""Characters of one test's text."""


def export_gradescope(material: ExportData, options: ExportOptions) -> ExportReport:
    """A folder for each learner with results.json in it. None for whom anything is unscored: it would count as 0."""
    count, notes = 0, []
    with Writers() as writers:
        for learner, group in groupby(_results(material), key=itemgetter("learner")):
            results = list(group)
            if unscored := sum(result["score"]["unscored"] for result in results):
                points = pluralize(unscored, "point")
                notes.append(f"left out, with {points} unscored by our fault: {material.display_name(learner)}")
                continue
            content = msgspec.json.format(msgspec.json.encode(document(results, material.titles)), indent=1)
            writers.write(options.to / folder_name(learner) / "results.json", content + b"\n")
            count += 1
    return ExportReport(summary=f"{options.to}: results.json of {pluralize(count, 'learner')}.", notes=tuple(notes))


def _results(material: ExportData) -> Iterator[Document]:
    """Results as `grader.storage.result_json` spells them."""
    for _, (line, head) in scores_with_lines(material, ResultHead):
        if material.includes(head.exercise):
            yield msgspec.json.decode(line)


def document(results: Iterable[Mapping[str, Any]], titles: Mapping[str, str]) -> Document:
    """results.json for results as `grader.storage.result_json` spells them, none of which has anything unscored."""
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
    for one in results:
        if not one["run"]["sandboxed"]:
            yield NOT_SANDBOXED
        if one["run"]["message"]:
            yield f"{one['exercise']}: {one['run']['message']}"
        yield from (f"{one['exercise']}: {_change(change)}" for change in one["changes"])
        for diagnosis in one["diagnoses"]:
            yield f"{one['exercise']}: {diagnosis['message']}"


def _change(change: Mapping[str, Any]) -> str:
    return change["sentence"] if change["cell"] is None else f"Cell {change['cell']}: {change['sentence']}"


def _tests(number: int, result: Mapping[str, Any], titles: Mapping[str, str]) -> Iterator[Document]:
    exercise = result["exercise"]
    for place, finding in enumerate(result["findings"], 1):
        yield {
            "name": f"{titles.get(exercise, exercise)}: {finding['title']}",
            "number": f"{number}.{place}",
            "score": finding["earned"],
            "max_score": finding["possible"],
            "status": "passed" if finding["verdict"] == "pass" else "failed",
            "output": _output(finding)[:MOST_OUTPUT],
            "tags": [exercise, finding["criterion"]],
            "visibility": "visible",
            "extra_data": {"verdict": finding["verdict"], "trust": finding["trust"]},
        }


def _output(finding: Mapping[str, Any]) -> str:
    lines = [finding["message"]]
    if finding["verdict"] == "fail" and finding["hints"]:
        lines.append(f"Hint: {finding['hints'][0]}")
    return "\n".join(lines)
