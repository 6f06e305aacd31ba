"""results.jsonl with marks, and the files that exports refuse."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import grader
from grader.errors import StorageError
from grader.lms.export import ExportOptions, ExportReport
from grader.lms.export.dataset import ExportData
from grader.lms.export.formats import export_json_lines
from grader.lms.export.gradescope import export_gradescope
from grader.lms.export.junit import export_junit

from .conftest import ENTRIES, Opened

SCHEMA = json.loads((Path(grader.__file__).parent / "result.schema.json").read_text(encoding="utf-8"))


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_each_result_is_a_line_with_its_mark(opened: Opened, out: Path, tmp_path: Path) -> None:
    """Without the mark, it is the line of results.jsonl."""
    report = export_json_lines(opened(), ExportOptions(to=tmp_path / "m.jsonl"))

    found = lines(tmp_path / "m.jsonl")
    marks = [line.pop("mark") for line in found]
    assert report.summary.endswith(f"{len(ENTRIES)} results.")
    assert found == lines(out / "results.jsonl")
    for line in found:
        jsonschema.validate(line, SCHEMA)
    assert {mark["assignment"] for mark in marks} == {"01"}
    assert [mark["points"] for mark in marks] == [2, 2, 1, 0, None, 2, 1, 2]


@pytest.mark.parametrize("export", [export_json_lines, export_junit, export_gradescope])
@pytest.mark.parametrize(
    "changed",
    [
        lambda whole: whole[: whole.index(b"\n") + 1],
        lambda whole: whole.replace(b'"attempt":1', b'"attempt":2', 1),
        lambda whole: whole + whole[whole.rindex(b"\n", 0, -1) + 1 :],
    ],
    ids=["too few", "another attempt", "too many"],
)
def test_a_file_of_results_that_is_not_the_gradebooks_is_refused(
    opened: Opened,
    out: Path,
    tmp_path: Path,
    export: Callable[[ExportData, ExportOptions], ExportReport],
    changed: Callable[[bytes], bytes],
) -> None:
    """Whatever is made from it: the message says what to type, and no document is left that is not whole."""
    path = out / "results.jsonl"
    whole = path.read_bytes()
    try:
        path.write_bytes(changed(whole))
        with pytest.raises(StorageError, match="type: grader report"):
            export(opened(), ExportOptions(to=tmp_path / "made"))
    finally:
        path.write_bytes(whole)

    assert not (tmp_path / "made").is_file()


def test_a_file_that_is_older_than_the_last_result_is_refused(opened: Opened, out: Path, tmp_path: Path) -> None:
    """As after a regrade that was killed before its pages were drawn: the attempts are the same, the findings not."""
    path = out / "results.jsonl"
    now = path.stat().st_mtime
    try:
        os.utime(path, (0, ENTRIES[-1].result.graded.timestamp() - 1))
        with pytest.raises(StorageError, match="type: grader report"):
            export_json_lines(opened(), ExportOptions(to=tmp_path / "m.jsonl"))
    finally:
        os.utime(path, (now, now))
