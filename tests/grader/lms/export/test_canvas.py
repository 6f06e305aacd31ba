"""Canvas' gradebook, read again by the rules of Canvas' importer."""

import csv
import io
import re
from pathlib import Path

import pytest

from grader.errors import SpecError
from grader.lms.export import ExportOptions, ExportReport
from grader.lms.export.canvas import export_canvas

from .conftest import Opened

HEADER = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "A sum (11)", "Other (12)", "Final Score"]
POSSIBLE = ["    Points Possible", "", "", "", "", "2", "10", "(read only)"]
ROWS = [
    ["Lovelace, Ada", "101", "", "", "A", "", "5", "50"],
    ["someone", "102", "S-2", "", "A", "1.5", "", ""],
    ['Núñez, "Amélie"', "103", "", "AMELIE", "A", "EX", "", ""],
    ["سارة محمود", "104", "", "", "A", "0.5", "", ""],
    ["Lee, Kim", "105", "", "", "A", "", "", ""],
    ["Kim 🙂 Lee", "106", "", "", "A", "2", "", ""],
    ["N" * 300, "107", "", "", "A", "", "", ""],
    ["=evil()", "108", "", "", "A", "1", "", ""],
    ["Student, Test", "", "", "", "A", "", "", ""],
]


def written(path: Path, rows: list[list[str]], *, separator: str = ",", bom: str = "", end: str = "\n") -> Path:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator=end).writerows(rows)
    path.write_bytes((bom + text.getvalue()).encode())
    return path


def importer(data: bytes) -> dict[str, dict[str, str]]:
    """What Canvas would take: assignment to Canvas ID to cell. The rules of its gradebook_importer.rb, again."""
    text = data.decode("utf-8-sig")
    head = text.split("\n", 3)[:3]
    separator = ";" if sum(one.count(";") for one in head) > sum(one.count(",") for one in head) else ","
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    header = rows[0]
    assert "Student" in header[0]
    assert "ID" in header[1]
    section = header.index("Section")
    assert section <= 6
    places = {
        place: found[2]
        for place, name in enumerate(header)
        if place > section and (found := re.fullmatch(r"(.+) \((\d+)\)", name, re.DOTALL))
    }
    body = rows[1:]
    while "Points Possible" not in body[0][0]:
        assert not body[0][1], "a learner above the points"
        body = body[1:]
    seen: dict[str, dict[str, str]] = {"possible": {places[place]: body[0][place] for place in places}}
    for row in body[1:]:
        for place, assignment in places.items():
            cell = row[place].strip().replace(",", ".")
            assert cell.upper() in {"", "-", "EX"} or re.fullmatch(r"\d+(\.\d{1,2})?", cell), cell
            seen.setdefault(assignment, {})[row[1]] = cell
    return seen


def filled(opened: Opened, template: Path, header: str = "A sum (11)", meant: str = "") -> tuple[bytes, ExportReport]:
    """The copy, and the report."""
    to = template.with_name("copy.csv")
    report = export_canvas(opened(), ExportOptions(to=to, template=template, columns={header: meant}))
    return to.read_bytes(), report


def test_one_column_is_filled_and_all_else_stays(opened: Opened, tmp_path: Path) -> None:
    """Canvas reads points for those found by ID, SIS id, login or a name that one alone has; others keep theirs.

    Of two people of one name only the one whose ID is known is found.
    """
    data, report = filled(opened, written(tmp_path / "t.csv", [HEADER, POSSIBLE, *ROWS]))

    seen = importer(data)
    assert seen["11"] == {
        "101": "2",
        "102": "1",
        "103": "EX",
        "104": "0.5",
        "105": "2",
        "106": "2",
        "107": "2",
        "108": "1",
        "": "",
    }
    assert seen["12"] == {row[1]: row[6] for row in ROWS}
    assert seen["possible"] == {"11": "2", "12": "10"}
    assert report.summary.endswith("6 of 9 rows found here, 4 cells filled in A sum (11).")


def test_what_was_left_is_reported_both_ways(opened: Opened, tmp_path: Path) -> None:
    """Unscored and excused cells, people of the template and people of the gradebook, by name."""
    _, report = filled(opened, written(tmp_path / "t.csv", [HEADER, POSSIBLE, *ROWS]))

    assert set(report.notes) == {
        'left as it was (EX), excused in Canvas: Núñez, "Amélie", A sum (11)',
        "left as it was (0.5), some points are not judged yet because of a grader error: سارة محمود, A sum (11)",
        "in the template, but not here: =evil()",
        "in the template, but not here: Student, Test",
        "here, but not in the template: p08 (Nobody Knows)",
        "in the template, but not here: Kim 🙂 Lee",
        "here, but not in the template: p06 (Kim 🙂 Lee)",
    }


def test_nothing_in_a_copy_is_executed(opened: Opened, tmp_path: Path) -> None:
    """Every cell is quoted, and what begins like a formula is text."""
    data, _ = filled(opened, written(tmp_path / "t.csv", [HEADER, POSSIBLE, *ROWS]))

    rows = list(csv.reader(io.StringIO(data.decode(), newline="")))
    assert all(line.startswith('"') for line in data.decode().splitlines())
    assert "'=evil()" in [row[0] for row in rows]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))]


def test_separators_decimal_commas_marks_and_hidden_rows_stay(opened: Opened, tmp_path: Path) -> None:
    """A file with semicolons, decimal commas, CRLF, a byte order mark and a row of posting policies comes back so."""
    policies = ["", "", "", "", "", "Manual Posting", "", ""]
    possible = [*POSSIBLE[:5], "2,5", "10,0", "(read only)"]
    template = written(
        tmp_path / "t.csv", [HEADER, policies, possible, *ROWS[:2]], separator=";", bom="\ufeff", end="\r\n"
    )

    data, report = filled(opened, template)

    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == 5
    assert b'"Manual Posting"' in data
    assert importer(data)["11"] == {"101": "2.5", "102": "1.25"}
    assert b'"1,25"' in data
    assert "A sum (11): has 2 here but 2.5 in Canvas; all points are scaled to that" in report.notes


@pytest.mark.parametrize(
    ("header", "meant", "complaint"),
    [
        ("A sun (11)", "", "no column 'A sun (11)'; did you mean 'A sum (11)'?"),
        ("Final Score", "", "column 'Final Score' is computed by Canvas"),
        ("A sum (11)", "01/sun", "no assignment or exercise '01/sun'; did you mean '01/sum'?"),
        ("Other (12)", "", "no assignment or exercise 'Other'"),
    ],
)
def test_an_unknown_column_is_reported(opened: Opened, tmp_path: Path, header: str, meant: str, complaint: str) -> None:
    """The message names what was found and what is near."""
    template = written(tmp_path / "t.csv", [HEADER, POSSIBLE, *ROWS])

    with pytest.raises(SpecError) as error:
        filled(opened, template, header, meant)

    assert complaint in str(error.value)


@pytest.mark.parametrize("header", ["11", "(11)", "A sum"])
def test_a_column_is_known_by_number_or_title(opened: Opened, tmp_path: Path, header: str) -> None:
    """Nobody has to type the whole header."""
    data, _ = filled(opened, written(tmp_path / "t.csv", [HEADER, POSSIBLE, *ROWS]), header)

    assert importer(data)["11"]["101"] == "2"


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "is empty"),
        (b"name,grade\nx,1\n", "is not a gradebook that Canvas exported"),
        (",".join(HEADER).encode() + b"\nAda,1,,,A,1,,\n", "'Points Possible' is missing"),
        (b"\xff\xfe\x00\xd8", "is not UTF-8"),
        (b'Student,"ID\n', "is not CSV"),
        ("Student,ID\nÀ".encode("latin-1"), "line 2: is not UTF-8"),
    ],
)
def test_an_invalid_template_is_reported(opened: Opened, tmp_path: Path, content: bytes, complaint: str) -> None:
    """A wrong file ends in a sentence."""
    template = tmp_path / "t.csv"
    template.write_bytes(content)

    with pytest.raises(SpecError, match=complaint):
        filled(opened, template)


def test_first_and_last_name_may_have_a_column_each(opened: Opened, tmp_path: Path) -> None:
    """As Canvas exports them where that is enabled."""
    header = ["LastName", "FirstName", *HEADER[1:]]
    rows = [["Lovelace", "Ada", "", *ROWS[0][2:]]]
    data, _ = filled(opened, written(tmp_path / "t.csv", [header, ["Points Possible", "", *POSSIBLE[1:]], *rows]))

    assert data.decode().splitlines()[2].split(",")[6] == '"2"'
