"""`grader collect` as an instructor types it, and what `grader grade` makes of its folder."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from grader.commands import DONE
from grader.commands.collect import collect
from grader.errors import SpecError
from grader.lms.intake.collecting import SystemName
from grader.storage import folder
from grader.storage.identities import Identity, keep_identities, read_identities, write_identities
from tests.grader import tiny
from tests.grader.lms.intake.archives import canvas_name, commit, lay, moodle_name, script, zip_of

COURSE = Path(__file__).parents[3]
SOFTMAX = "10_softmax/softmax"


def test_the_summary_says_what_was_done_and_what_was_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In the words of an instructor; names of files act on no terminal."""
    source = zip_of(
        tmp_path / "m.zip",
        {
            moodle_name("Bo Li", 1, "softmax.ipynb"): b"{}",
            moodle_name("Bo Li", 2, "softmax.ipynb"): b"{}",
            moodle_name("[red]Eve[/red]", 3, "\x9b31msofmax.ipynb"): b"{}",
        },
    )

    code = collect(source, out=tmp_path / "in", course=COURSE)

    said = capsys.readouterr().out
    assert code == DONE
    assert "m.zip: looks like an export of moodle." in said
    assert "3 learners, 3 of them new in" in said
    assert "2 files added, 0 replaced by a newer one, 0 unchanged." in said
    assert "2 learners share their name with somebody" in said
    assert "Pass the assignment's grading worksheet with --people" in said
    assert "[red]Eve[" in said
    assert "did you mean '10_softmax/softmax'?" in said
    assert "\x9b" not in said


def test_json_holds_all_of_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One object on stdout, for programs."""
    name = canvas_name("Li, Bo", 4711, 90210, "softmax.py", late=True)
    source = zip_of(tmp_path / "c.zip", {name: b"x", canvas_name("Li, Bo", 4711, 90211, "x.docx"): b""})

    collect(source, out=tmp_path / "in", system=SystemName.CANVAS, as_json=True, course=COURSE)

    printed = json.loads(capsys.readouterr().out)
    assert (printed["from"], printed["guessed"], printed["learners"]) == ("canvas", False, 1)
    assert printed["added"] == printed["late"]
    assert printed["troubles"][0]["path"] == "libo_4711_90211_x.docx"


WORKSHEET = (
    "Identifier,Full name,Email address,Last modified (submission)\n"
    'Participant 1,Bo Li,bo@x.org,"Monday, 2 November 2026, 9:30 AM"\n'
)
LACKS = "as the list of people contains times, but exercises/assignments.toml does not say in which timezone"


def collect_with_worksheet(tmp_path: Path, worksheet: str = WORKSHEET, *, as_json: bool = False) -> None:
    source = zip_of(tmp_path / "m.zip", {moodle_name("Bo Li", 1, "sum.py"): b"# %%\ntotal = 3\n"})
    (tmp_path / "people.csv").write_text(worksheet, encoding="utf-8")
    people, course = tmp_path / "people.csv", tmp_path / "course"
    collect(source, out=tmp_path / "in", people=people, as_json=as_json, course=course)


def test_times_without_the_courses_zone_are_said_and_taken_once_it_has_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not the source lacks the times, but the course a zone: with one, the same command takes them."""
    tiny.write(tmp_path / "course")
    collect_with_worksheet(tmp_path)
    assert LACKS in capsys.readouterr().out
    collect_with_worksheet(tmp_path, as_json=True)
    assert json.loads(capsys.readouterr().out)["lacks_zone"]
    collect_with_worksheet(tmp_path, WORKSHEET.replace("Monday, 2 November 2026, 9:30 AM", "-"))
    assert "1 file without a time, as the source contains none: marks use" in capsys.readouterr().out

    due = '[[assignments]]\nid = "a"\nexercises = ["01/sum"]\n'
    assignments = tmp_path / "course" / "exercises" / "assignments.toml"
    assignments.write_text(f'timezone = "Europe/Berlin"\n{due}', encoding="utf-8")
    collect_with_worksheet(tmp_path)
    assert "without a time" not in capsys.readouterr().out
    assert "2026-11-02T09:30:00+01:00" in (tmp_path / "in" / "submitted.csv").read_text(encoding="utf-8")
    assignments.write_text(f'timezone = "Europe/Berln"\n{due}', encoding="utf-8")
    with pytest.raises(SpecError, match="did you mean 'Europe/Berlin'"):
        collect_with_worksheet(tmp_path)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            {"exercise": "10_softmax/sofmax"},
            "no exercise '10_softmax/sofmax'; did you mean '10_softmax/softmax'",
        ),
        ({"before": "2026-11-02"}, "zone is missing; write 2026-11-02T00:00:00.01:00"),
        ({"before": "tomorrow"}, "is not a time"),
        ({"before": "2026-11-02T00:00:00Z", "system": SystemName.MOODLE}, "works only with git"),
        ({"people": Path("nowhere.csv")}, "nowhere.csv: there is no such file"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, options: dict[str, Any], said: str) -> None:
    """Before anything is written."""
    commit(tmp_path / "repos" / "anna", {"softmax.py": b"x"})

    with pytest.raises(SpecError, match=said):
        collect(tmp_path / "repos", out=tmp_path / "in", course=COURSE, **options)

    assert not (tmp_path / "in").exists()


def test_places_that_lie_in_one_another_are_refused(tmp_path: Path) -> None:
    """What is written would be read as a hand-in the next time."""
    source = lay(tmp_path / "m", {moodle_name("Bo", 1, "softmax.py"): b"x"})
    results = lay(tmp_path / "results", {"gradebook.sqlite": b""})

    for out, said in (
        (source / "in", "overlap"),
        (tmp_path, "overlap"),
        (results, "holds results"),
    ):
        with pytest.raises(SpecError, match=said):
            collect(source, out=out, course=COURSE)


def test_times_in_submitted_csv_are_those_of_the_files(tmp_path: Path) -> None:
    """As Excel leaves the file, and in either spelling of an accent."""
    lay(tmp_path, {f"Ame\u0301lie/{SOFTMAX}.py": b"x", f"bo/{SOFTMAX}.py": b"y"})
    text = f"\ufeffpath;submitted\r\nAm\u00e9lie/{SOFTMAX}.py;2026-11-02T09:30:00+01:00\r\n;\r\n"
    (tmp_path / "submitted.csv").write_text(text, "utf-8")

    intake = folder.scan_folder(tmp_path, [SOFTMAX])

    assert [one.submitted for one in intake.files] == [datetime(2026, 11, 2, 8, 30, tzinfo=UTC), None]
    assert intake.problems == ()


def test_a_row_about_no_file_is_reported(tmp_path: Path) -> None:
    """A misspelt path would cost somebody the time of a hand-in."""
    lay(tmp_path, {f"bo/{SOFTMAX}.py": b"y", "submitted.csv": b"path,submitted\nbo/softmax.py,2026-11-02T09:30Z\n"})

    (problem,) = folder.scan_folder(tmp_path, [SOFTMAX]).problems

    assert problem.reason == "has a time for 'bo/softmax.py', but there is no such file"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("path,submited\n", "did you mean 'submitted'"),
        ("path\n", "column 'submitted' is missing"),
        ("path,submitted\na,02.11.2026 09:30\n", "line 2: '02.11.2026 09:30' is not a time; write it like 2026-11-02T"),
        ("path,submitted\na,2026-11-02T09:30:00\n", "has no time zone"),
        ("path,submitted\na,2026-11-02T09:30Z\na,2026-11-02T09:30Z\n", "line 3: path 'a' is listed twice"),
        ("path,submitted\n,2026-11-02T09:30Z\n", "path '' is empty"),
    ],
)
def test_a_mistake_in_submitted_csv_stops_grading(tmp_path: Path, text: str, said: str) -> None:
    """No hand-in is late because a time could not be read."""
    (tmp_path / "submitted.csv").write_text(text, "utf-8")

    with pytest.raises(SpecError, match=said):
        folder.scan_folder(tmp_path, [SOFTMAX])


def test_grading_keeps_the_mapping_in_out(tmp_path: Path) -> None:
    """The folder's word is the last; whom only OUT knows stays; a folder without one changes nothing."""
    cohort, out = tmp_path / "in", tmp_path / "out"
    cohort.mkdir()
    write_identities(out / "identities.csv", [Identity(learner="a", name="Old"), Identity(learner="z", name="Zoe")])
    keep_identities(cohort, out)
    write_identities(cohort / "identities.csv", [Identity(learner="b", name="Bo"), Identity(learner="a", name="New")])

    keep_identities(cohort, out)

    assert [one.name for one in read_identities(out / "identities.csv")] == ["New", "Zoe", "Bo"]


def test_what_grade_finds_is_what_was_collected(tmp_path: Path) -> None:
    """The files of the collecting itself are not problems of the cohort."""
    source = zip_of(tmp_path / "m.zip", {moodle_name("Bo", 1, "x.py"): script(SOFTMAX)})
    collect(source, out=tmp_path / "in", course=COURSE)

    intake = folder.scan_folder(tmp_path / "in", [SOFTMAX])

    assert ([one.exercise for one in intake.files], intake.problems) == ([SOFTMAX], ())
