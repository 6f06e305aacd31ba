"""Moodle's three files, read again by the rules of its importers."""

import csv
import io
import re
import zipfile
from html import unescape
from pathlib import Path

import pytest

from grader.errors import SpecError
from grader.lms.export import ExportOptions, ExportReport
from grader.lms.export.moodle import export_moodle, export_moodle_feedback, export_worksheet
from grader.storage.layout import page_name

from .conftest import PEOPLE, PRODUCT, SUM, Opened

KNOWN = {person.email: person.learner for person in PEOPLE if person.email}
NUMBERS = {person.idnumber: person.learner for person in PEOPLE if person.idnumber}
GRADE_HEADER = [
    "Identifier",
    "Full name",
    "Email address",
    "Status",
    "Grade",
    "Maximum Grade",
    "Grade can be changed",
    "Last modified (submission)",
    "Last modified (grade)",
    "Feedback comments",
]


def import_gradebook(data: bytes) -> dict[str, dict[str, str]]:
    """Learner to column to cell, as grade/import/csv maps users; an unknown one stops it all."""
    rows = list(csv.reader(io.StringIO(data.decode(), newline=""), strict=True))
    header, seen = rows[0], {}
    for row in rows[1:]:
        assert len(row) == len(header)
        cells = dict(zip(header, row, strict=True))
        learner = KNOWN.get(cells["email"]) or NUMBERS[cells["idnumber"]]
        assert learner not in seen
        for name, cell in cells.items():
            assert not name.endswith(" grade") or cell in {"", "-"} or re.fullmatch(r"\d+([.,]\d+)?", cell)
        seen[learner] = cells
    return seen


def test_a_gradebook_has_a_grade_and_a_comment_for_each_column(opened: Opened, tmp_path: Path) -> None:
    """Nobody whom Moodle could not find is in it, and what is not judged is not a grade."""
    report = export_moodle(opened(), ExportOptions(to=tmp_path / "m.csv"))

    seen = import_gradebook((tmp_path / "m.csv").read_bytes())
    assert set(seen) == {"p01", "p02", "p03", "p04", "p05", "p06", "p07"}
    assert seen["p02"]["A sum grade"] == "1"
    assert seen["p02"]["A product grade"] == "-"
    assert seen["p04"]["A sum grade"] == "-"
    assert report.notes == ("left out, because no e-mail address or ID number is known: p08 (Nobody Knows)",)


def test_a_comment_is_html_in_which_learners_text_is_text(opened: Opened, tmp_path: Path) -> None:
    """Moodle shows comments as HTML: markup of a learner's is shown and does nothing."""
    export_moodle(opened(), ExportOptions(to=tmp_path / "m.csv"))

    comment = import_gradebook((tmp_path / "m.csv").read_bytes())["p02"]["A sum feedback"]
    assert set(re.findall("<[^>]*>", comment)) == {"<br>"}
    assert 'differs <b>&amp;</b> "x"' in unescape(comment)
    assert comment.startswith("1 of 2 points.")


def row(number: int, name: str, email: str = "", **cells: str) -> list[str]:
    given = {"Grade": "", "Maximum Grade": "2.00", "Grade can be changed": "Yes", "Feedback comments": ""} | cells
    about = {"Identifier": f"Participant {number}", "Full name": name, "Email address": email, "Status": "Submitted"}
    return [(about | given).get(name, "") for name in GRADE_HEADER]


SHEET = [
    GRADE_HEADER,
    row(9001, "Ada Lovelace"),
    row(7, "somebody", "b@example.org"),
    row(9004, "سارة محمود", Grade="1.50"),
    row(9005, "Kim 🙂 Lee", **{"Grade can be changed": "No", "Grade": "0.50"}),
    row(8, "Kim 🙂 Lee"),
    row(9, "N" * 300),
    row(10, "=cmd()"),
]


def given(path: Path, rows: list[list[str]]) -> Path:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def import_worksheet(data: bytes, names: tuple[str, str, str]) -> dict[int, tuple[str, str]]:
    """Participant to grade and comments, as importgradeslib.php finds them: by header, in the site's language."""
    rows = list(csv.reader(io.StringIO(data.decode(), newline=""), strict=True))
    identifier, grade, comments = (rows[0].index(name) for name in names)
    found = {}
    for one in rows[1:]:
        participant = re.fullmatch(r"[^\d]+(\d+)", one[identifier])
        assert participant
        assert one[grade] == "" or re.fullmatch(r"\d+([.,]\d+)?", one[grade])
        found[int(participant[1])] = (one[grade], one[comments])
    return found


def filled(opened: Opened, path: Path, rows: list[list[str]], **columns: str) -> tuple[bytes, ExportReport]:
    options = ExportOptions(to=path / "copy.csv", template=given(path / "t.csv", rows), columns=columns)
    report = export_worksheet(opened(SUM), options)
    return (path / "copy.csv").read_bytes(), report


def test_a_worksheet_comes_back_with_grades_and_comments(opened: Opened, tmp_path: Path) -> None:
    """Those known by number, address or a name that one alone has; what may not change does not."""
    data, report = filled(opened, tmp_path, SHEET)

    seen = import_worksheet(data, ("Identifier", "Grade", "Feedback comments"))
    assert {number: grade for number, (grade, _) in seen.items()} == {
        9001: "2",
        7: "1",
        9004: "1.50",
        9005: "0.50",
        8: "",
        9: "2",
        10: "",
    }
    assert seen[9001][1] == "2 of 2 points."
    assert set(report.notes) == {
        "left as it was, some points are not judged yet because of a grader error: سارة محمود (Participant 9004)",
        "left as it was, the grade can't be changed in Moodle: Kim 🙂 Lee (Participant 9005)",
        "in the worksheet, but not here: Kim 🙂 Lee (Participant 8)",
        "in the worksheet, but not here: =cmd() (Participant 10)",
        "here, but not in the worksheet: p03 (Núñez, \"Amélie\"; the 'second')",
        "here, but not in the worksheet: p06 (Kim 🙂 Lee)",
        "here, but not in the worksheet: p08 (Nobody Knows)",
    }


def test_a_worksheet_in_german_is_known(opened: Opened, tmp_path: Path) -> None:
    """Headers and participants are in the site's language."""
    german = ["ID", "Vollständiger Name", "Bewertung", "Bestwertung", "Feedback als Kommentar"]
    rows = [german, ["Teilnehmer/in9001", "Ada Lovelace", "", "10,00", ""]]

    data, _ = filled(opened, tmp_path, rows)

    assert import_worksheet(data, ("ID", "Bewertung", "Feedback als Kommentar")) == {9001: ("10", "2 of 2 points.")}


def test_columns_of_another_language_can_be_named(opened: Opened, tmp_path: Path) -> None:
    """And have to be: nothing is guessed."""
    rows = [["Tunniste", "Nimi", "Pisteet", "Kommentit"], ["Osallistuja 9001", "Ada Lovelace", "", ""]]

    with pytest.raises(SpecError, match="which column is for the grades"):
        filled(opened, tmp_path, rows)
    data, _ = filled(opened, tmp_path, rows, Pisteet="", Kommentit="comments")

    assert import_worksheet(data, ("Tunniste", "Pisteet", "Kommentit")) == {9001: ("2", "2 of 2 points.")}


def test_a_worksheet_is_of_one_assignment(opened: Opened, tmp_path: Path) -> None:
    """Where there are several exercises, one is to be named."""
    with pytest.raises(SpecError, match="choose it with --only"):
        export_worksheet(opened(), ExportOptions(to=tmp_path / "c.csv", template=given(tmp_path / "t.csv", SHEET)))


FOLDERS = (
    "Ada Lovelace_9001_assignsubmission_file_",
    "سارة محمود_9004_assignsubmission_file",
    "Kim 🙂 Lee_9005_assignsubmission_file_",
    "Some Body_77_assignsubmission_file_",
    "under_score_9006_assignsubmission_file_",
)


def downloaded(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, b"content")
    return path


def import_feedback(path: Path) -> dict[int, list[str]]:
    """Participant to files, as importziplib.php splits each path."""
    found: dict[int, list[str]] = {}
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            folder, _, file = name.partition("/")
            parts = folder.split("_", 4)
            assert parts[1].isdigit()
            assert (parts[2], parts[3]) in {("assignsubmission", "file"), ("assignsubmission", "onlinetext")}
            assert not file.startswith((".", "~", "/"))
            assert ".." not in file
            found.setdefault(int(parts[1]), []).append(file)
    return found


@pytest.fixture
def pages(out: Path) -> Path:
    """The pages of some."""
    for learner, exercise in (("p01", SUM), ("p01", PRODUCT), ("p04", SUM), ("p05", SUM)):
        page = out / page_name(learner, exercise)
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(f"<!doctype html>{learner}")
    return out


@pytest.mark.usefixtures("pages")
def test_feedback_files_lie_in_the_folders_that_moodle_named(opened: Opened, tmp_path: Path) -> None:
    """Each learner's pages, and no folder of anybody else's."""
    template = downloaded(tmp_path / "all.zip", *(f"{folder}/x.ipynb" for folder in FOLDERS), "../../etc/passwd")

    report = export_moodle_feedback(opened(), ExportOptions(to=tmp_path / "feedback.zip", template=template))

    assert import_feedback(tmp_path / "feedback.zip") == {
        9001: ["01-product.html", "01-sum.html"],
        9004: ["01-sum.html"],
        9005: ["01-sum.html"],
    }
    assert report.summary.endswith("4 pages in 3 folders.")
    assert "in the archive, but not here: Some Body_77_assignsubmission_file_" in report.notes
    assert 'here, but not in the archive: p02 (=HYPERLINK("http://x","y"))' in report.notes
    assert any("under_score" in note and "left out" in note for note in report.notes)


@pytest.mark.usefixtures("pages")
def test_files_that_lie_in_no_folder_name_their_learner_too(opened: Opened, tmp_path: Path) -> None:
    """Moodle's option without folders puts the name before each file's."""
    template = downloaded(tmp_path / "all.zip", "Ada Lovelace_9001_assignsubmission_file_two_layers.ipynb")

    export_moodle_feedback(opened(), ExportOptions(to=tmp_path / "feedback.zip", template=template))

    assert set(import_feedback(tmp_path / "feedback.zip")) == {9001}


@pytest.mark.usefixtures("pages")
def test_the_same_pages_make_the_same_archive(opened: Opened, tmp_path: Path) -> None:
    """To the byte, so that Moodle, which compares hashes, notifies nobody about a file that did not change."""
    template = downloaded(tmp_path / "all.zip", *(f"{folder}/x.ipynb" for folder in FOLDERS))

    for name in ("one.zip", "two.zip"):
        export_moodle_feedback(opened(), ExportOptions(to=tmp_path / name, template=template))

    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x05\x06" + bytes(18)])
def test_an_archive_that_is_not_from_moodle_is_reported(opened: Opened, tmp_path: Path, content: bytes) -> None:
    """Also an empty one."""
    (tmp_path / "all.zip").write_bytes(content)

    with pytest.raises(SpecError, match=r"not a zip archive|contains no folder"):
        export_moodle_feedback(opened(), ExportOptions(to=tmp_path / "feedback.zip", template=tmp_path / "all.zip"))
