"""Marks as CSV, read again."""

import csv
import io
from pathlib import Path

from grader.lms.export import ExportOptions
from grader.lms.export.tabular import export_long_csv, export_wide_csv

from .conftest import Opened


def read(path: Path) -> list[dict[str, str]]:
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf"), "without it, Excel shows no accents"
    assert data.endswith(b"\r\n")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


def test_a_learner_is_a_row_with_points_in_each_exercise_and_in_all(opened: Opened, tmp_path: Path) -> None:
    """Points where something was judged, nothing where it was not, and no total while anything is unscored."""
    report = export_wide_csv(opened(), ExportOptions(to=tmp_path / "m.csv"))

    rows = {row["learner"]: row for row in read(tmp_path / "m.csv")}
    assert report.summary.endswith("8 learners, 2 columns of points.")
    assert rows["p01"]["01/product"] == "2"
    assert (rows["p02"]["01/product"], rows["p02"]["01/sum"]) == ("", "1")
    assert rows["p01"]["total"] == "4"
    assert (rows["p04"]["01/sum"], rows["p04"]["total"], rows["p04"]["unscored"]) == ("", "", "1")
    assert rows["p08"]["01/sum"] == ""


def test_names_stand_beside_pseudonyms_and_are_not_executed(opened: Opened, tmp_path: Path) -> None:
    """Quotes, right-to-left, emoji and 300 characters come back; a formula comes back as text."""
    export_wide_csv(opened(), ExportOptions(to=tmp_path / "m.csv"))

    names = {row["learner"]: row["name"] for row in read(tmp_path / "m.csv")}
    assert names["p02"] == '\'=HYPERLINK("http://x","y")'
    assert names["p03"] == "Núñez, \"Amélie\"; the 'second'"
    assert names["p04"] == "سارة محمود"
    assert names["p07"] == "N" * 300


def test_only_what_is_asked_for_is_a_column(opened: Opened, tmp_path: Path) -> None:
    """By id or by title."""
    export_wide_csv(opened("A product"), ExportOptions(to=tmp_path / "m.csv"))

    assert list(read(tmp_path / "m.csv")[0]) == [
        "learner",
        "name",
        "email",
        "01/product",
        "total",
        "possible",
        "unscored",
    ]


def test_a_mark_is_a_row(opened: Opened, tmp_path: Path) -> None:
    """With what became of it."""
    report = export_long_csv(opened(), ExportOptions(to=tmp_path / "m.csv"))

    rows = {(row["learner"], row["exercise"]): row for row in read(tmp_path / "m.csv")}
    assert report.summary.endswith("8 marks.")
    assert rows["p02", "01/sum"]["points"] == "1"
    assert rows["p02", "01/sum"]["percent"] == "50"
    assert rows["p02", "01/sum"]["handed_in"] == "2025-03-01T12:00:00+00:00"
    assert rows["p04", "01/sum"]["standing"] == "unscored"
    assert rows["p04", "01/sum"]["points"] == ""
