"""A list of people keeps one person one learner, where a system gives them another number each time."""

from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from grader.errors import SpecError
from grader.lms.intake.hand_in import HandInFile
from grader.lms.intake.moodle import moodle
from grader.lms.intake.roster import read_roster
from grader.lms.intake.source import HandInSource
from grader.storage.identities import Identity, read_identities
from tests.grader.lms.intake.archives import canvas_name, collect, laid, moodle_name, zip_of

ENGLISH = """\
Identifier,Full name,Email address,Status,Grade,Last modified (grade)
Participant {},Bo Li,bo@x.org,Submitted for grading,,-
Participant {},Bo Li,bo.li@y.org,Submitted for grading,,-
"""
GERMAN = ENGLISH.replace("Identifier,Full name,Email address", "ID,Vollständiger Name,E-Mail-Adresse").replace(
    "Participant", "Teilnehmer/in"
)


def listed(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8-sig")
    return path


@pytest.mark.parametrize("worksheet", [ENGLISH, GERMAN, ENGLISH.replace(",", ";")])
def test_one_person_stays_one_learner_over_moodles_assignments(tmp_path: Path, worksheet: str) -> None:
    """By address, in any language of the site; a namesake stays another."""
    for week, numbers in enumerate([(11, 12), (21, 22)]):
        files = {
            moodle_name("Bo Li", number, f"{name}.py"): b"%d" % number
            for number, name in zip(numbers, ["softmax", "train"], strict=True)
        }
        source = zip_of(tmp_path / f"week{week}.zip", files)
        people = listed(tmp_path / f"week{week}.csv", worksheet.format(*numbers))
        summary = collect(source, tmp_path / "in", people=people)

    known = read_identities(tmp_path / "in" / "identities.csv")
    assert {(one.email, one.moodle_id) for one in known} == {("bo@x.org", "11 21"), ("bo.li@y.org", "12 22")}
    assert (summary.newcomers, len(summary.replaced), len(laid(tmp_path / "in"))) == (0, 2, 2)


def test_a_pseudonym_does_not_depend_on_which_assignment_came_first(tmp_path: Path) -> None:
    """With a worksheet it follows from what stays the same."""
    for number in (11, 21):
        source = zip_of(tmp_path / f"{number}.zip", {moodle_name("Bo Li", number, "softmax.py"): b"x"})
        collect(source, tmp_path / f"in{number}", people=listed(tmp_path / "p.csv", ENGLISH.format(number, 99)))

    assert laid(tmp_path / "in11") == laid(tmp_path / "in21")


@pytest.mark.parametrize(
    ("told", "zone", "hour"),
    [
        ("Monday, 2 November 2026, 9:30 AM", "Europe/Berlin", 8),
        ("Monday, 2 November 2026, 21:30", "Asia/Kolkata", 16),
        ("Monday, 2 November 2026, 9:30 AM", None, None),
        ("Montag, 2. November 2026, 09:30", "Europe/Berlin", None),
        ("-", "Europe/Berlin", None),
    ],
)
def test_times_are_read_from_moodles_worksheet(tmp_path: Path, told: str, zone: str | None, hour: int | None) -> None:
    """By the clock of the course, where it has one; what cannot be read for sure is not a time."""
    text = f'Identifier,Email address,Last modified (submission)\nParticipant 11,bo@x.org,"{told}"\n'
    source = zip_of(tmp_path / "m.zip", {moodle_name("Bo", 11, "softmax.py"): b"x"})
    roster = read_roster(listed(tmp_path / "p.csv", text), ZoneInfo(zone) if zone else None)

    (item,) = roster.complete_items(moodle(HandInSource(source)))

    assert isinstance(item, HandInFile)
    assert (item.submitted and item.submitted.astimezone(UTC).hour) == hour


def test_names_and_ids_are_read_from_canvas_gradebook(tmp_path: Path) -> None:
    """Its row of points is not a learner."""
    text = 'Student,ID,SIS User ID,SIS Login ID,Section\n    Points Possible,,,,\n"Li, Bo",4711,s1,bo,A\n'
    source = zip_of(tmp_path / "c.zip", {canvas_name("Li, Bo", 4711, 90210, "softmax.py"): b"x"})

    collect(source, tmp_path / "in", people=listed(tmp_path / "p.csv", text))

    (one,) = read_identities(tmp_path / "in" / "identities.csv")
    assert one == Identity(learner=one.learner, name="Li, Bo", login="bo", sis_id="s1", canvas_id="4711")


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "Full name\nBo\n"])
def test_a_list_that_identifies_nobody_is_refused(tmp_path: Path, text: str) -> None:
    """With what is wanted."""
    with pytest.raises(SpecError, match=r"contains no numbers or addresses; use Moodle's grading worksheet"):
        read_roster(listed(tmp_path / "p.csv", text))
