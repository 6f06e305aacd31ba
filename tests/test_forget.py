"""`grader forget` and `grader backup`: nothing remains of a person in OUT, and nothing is missing in a copy."""

import os
import re
import shutil
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from grader.commands.cli import app
from grader.course.loader import load_course
from grader.errors import SpecError, StorageError
from grader.gradebook import Entry, Gradebook
from grader.gradebook.opening import GradebookLocation
from grader.gradebook.sqlite import FileDatabase
from grader.model import CellRun, Outcome, Run
from grader.service.web.access import Access, Person, Role
from grader.storage.erase import UNFINISHED
from grader.storage.folder import Problem, write_not_graded
from grader.storage.identities import Identity, read_identities, write_identities
from grader.storage.layout import COURSE_COPY
from grader.storage.runs import RunStore
from grader.storage.submissions import SubmissionStore
from reports.publish import PageWriter
from tests import servers
from tests.grader import tiny
from tests.grader.gradebook.test_gradebook import EXCUSED, FINDINGS, entry_of

LEARNER, NAME = "zoë-b7", "Zoë O'Neill"
OWN = "total = 'only I wrote this'"
SHARED = "total = 'both of us wrote this'"
TRACES = [LEARNER.encode(), b"zoe_b7", NAME.encode(), b"only I wrote this", b"left behind of zo"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tiny.write(tmp_path / "course")


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course and its OUT: two learners who share one file, with all that grading and its neighbours leave there."""
    root = tiny.write(tmp_path_factory.mktemp("graded") / "course")
    out = root / "out"
    with Gradebook.open(out / "gradebook.sqlite") as book:
        fill(root, out, book)
    with closing(Access.open(out, out / "gradebook.sqlite")) as access:
        access.enrol([Person(name=LEARNER, role=Role.LEARNER), Person(name="bo", role=Role.LEARNER)])
        access.new_link(LEARNER, lives_s=60)
        access.new_token(LEARNER, f"the laptop of {NAME}")
    return root


@pytest.fixture
def out(graded: Path, tmp_path: Path) -> Path:
    """The OUT of a copy."""
    return shutil.copytree(graded, tmp_path / "course") / "out"


def fill(root: Path, out: Path, book: Gradebook) -> None:
    RunStore(out / "runs").put(Run(key="r1", outcome=Outcome.OK))
    handed_in(out, book, "bo", SHARED)
    for code in (SHARED, OWN):
        handed_in(out, book, LEARNER, code)
    book.record_decision(replace(EXCUSED, learner=LEARNER, why=f"{NAME} was ill"))
    book.record_decision(replace(EXCUSED, learner="bo"))
    write_identities(out / "identities.csv", [Identity(learner=LEARNER, name=NAME), Identity(learner="bo", name="Bo")])
    write_not_graded(out, [Problem(path=Path("handed_in", one, "x"), reason="?") for one in (LEARNER, "bo")])
    PageWriter(out, load_course(root), book).write_index(every=True)
    (out / "insight.json").write_text(f'{{"pairs": [["bo", "{LEARNER}"]]}}')
    (out / ".proposal.abc").mkdir()
    for name in (".proposal.abc/gradebook.sqlite", ".results.jsonl.x1", "runs/.y.json.z.x2", "files/ab/.z.x3"):
        (out / name).parent.mkdir(exist_ok=True)
        (out / name).write_text(f"left behind of {LEARNER}")


def handed_in(out: Path, book: Gradebook, learner: str, code: str) -> None:
    digest = sha256(code.encode()).hexdigest()
    SubmissionStore(out / "files").put(digest, code.encode())
    path = Path("handed_in", learner, "01", "sum.py")
    submission = book.submission_for(learner=learner, exercise="01/sum", sha256=digest, path=path)
    entry = entry_of(submission, run_key=digest, findings=(replace(FINDINGS[0], actual=code), FINDINGS[1]))
    run = replace(entry.run, key=digest, cells=(CellRun(source=code, answer=True),))
    RunStore(out / "runs").put(run)
    book.record(replace(entry, run=replace(run, cells=())))


def call(*arguments: str | Path) -> str:
    result = CliRunner().invoke(app, [str(one) for one in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def found(out: Path) -> Iterator[tuple[Path, bytes]]:
    """Every trace in every name and byte below OUT, whether compressed or not."""
    for folder, folders, files in os.walk(out):
        for name in (*folders, *files):
            path = Path(folder, name)
            content = path.read_bytes() if path.is_file() else b""
            unpacked = zlib.decompress(content, wbits=47) if content and path.suffix == ".z" else b""
            for trace in TRACES:
                if trace in os.fsencode(path) + content + unpacked:
                    yield path, trace


def test_what_is_looked_for_is_there(out: Path) -> None:
    """Before, each trace is found, in each kind of file: otherwise the next test would prove nothing."""
    places = list(found(out))
    assert {trace for _, trace in places} == set(TRACES)
    names = {path.relative_to(out).parts[0] for path, _ in places}
    assert {"gradebook.sqlite", "results.jsonl", "index.html", "learners", "runs", "files", "identities.csv"} <= names
    assert {"not_graded.json", "insight.json", ".proposal.abc", ".results.jsonl.x1"} <= names


def test_no_byte_of_a_person_remains(out: Path) -> None:
    """Neither pseudonym nor name nor code is left in any file of OUT, and everybody else is as before."""
    before = [entry for entry in entries(out / "gradebook.sqlite") if entry.result.submission.learner == "bo"]
    said = call("forget", out, LEARNER, "--yes")
    assert list(found(out)) == []
    assert entries(out / "gradebook.sqlite") == before
    assert [one.learner for one in read_identities(out / "identities.csv")] == ["bo"]
    assert [one["path"] for one in msgspec.json.decode((out / "not_graded.json").read_bytes())] == ["handed_in/bo/x"]
    assert b'"learner":"bo"' in (out / "results.jsonl").read_bytes()
    assert (out / "index.html").exists()
    digest = sha256(SHARED.encode()).hexdigest()
    assert SubmissionStore(out / "files").get(digest) == SHARED.encode()
    assert RunStore(out / "runs").get(digest)
    assert RunStore(out / "runs").get("r1")
    assert "backups, exports outside of OUT, pages that were passed on" in said


def entries(place: GradebookLocation) -> list[Entry]:
    with Gradebook.view(place) as book:
        return list(book.every_attempt())


def test_the_gradebook_is_append_only_again(out: Path) -> None:
    """What was lifted for the one transaction is back in force."""
    call("forget", out, LEARNER, "--yes")
    with Gradebook.open(out / "gradebook.sqlite") as book, book._database.engine.connect() as connection:
        triggers = "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'"
        new = out / "new.sqlite"
        with Gradebook.open(new) as other, other._database.engine.connect() as fresh:
            assert connection.exec_driver_sql(triggers).scalar() == fresh.exec_driver_sql(triggers).scalar()
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def test_it_asks_before_it_acts(out: Path) -> None:
    """Without a word of approval nothing is removed."""
    with pytest.raises(SpecError, match=r"nothing was removed; .* --yes"):
        call("forget", out, LEARNER)
    assert len(entries(out / "gradebook.sqlite")) == 3


def test_nobody_is_forgotten_by_a_slip(out: Path) -> None:
    """An unknown pseudonym is refused with the nearest, a person's name with the pseudonym."""
    for wrong in ("zoe-b7", NAME):
        with pytest.raises(SpecError, match=f"no learner '{wrong}'; did you mean '{LEARNER}'"):
            call("forget", out, wrong, "--yes")
    with pytest.raises(SpecError, match="there is no gradebook"):
        call("forget", out.parent / "elsewhere", LEARNER, "--yes")


def test_the_earlier_order_of_words_is_refused_with_the_new_one(out: Path) -> None:
    """Who types LEARNER OUT, as it once was, reads the whole command in its order, and nothing is removed."""
    before = entries(out / "gradebook.sqlite")
    with pytest.raises(SpecError, match=f"OUT comes first, as in every command: grader forget {out} '{LEARNER}'"):
        call("forget", LEARNER, out, "--yes")
    assert entries(out / "gradebook.sqlite") == before


def test_no_number_of_a_decision_is_given_twice(out: Path) -> None:
    """Once somebody is forgotten on whom the last decision was made, the next one gets a number of its own."""
    with Gradebook.open(out / "gradebook.sqlite") as book:
        last = book.record_decision(replace(EXCUSED, learner=LEARNER)).id
    call("forget", out, LEARNER, "--yes")
    with Gradebook.open(out / "gradebook.sqlite") as book:
        assert [one.id for one in book.decisions()] == [2]
        assert book.record_decision(replace(EXCUSED, learner="bo")).id == last + 1 == 4


def test_what_was_cut_off_is_ended(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut off after the rows are gone, but before their bytes are, the same command ends it."""
    with monkeypatch.context() as cut:
        cut.setattr(FileDatabase, "scrub", lambda _: (_ for _ in ()).throw(StorageError("cut off")))
        with pytest.raises(StorageError, match="cut off"):
            call("forget", out, LEARNER, "--yes")
    assert (out / UNFINISHED).exists()
    call("forget", out, LEARNER, "--yes")
    assert list(found(out)) == []


def test_a_reader_in_the_way_is_said(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While somebody reads, old bytes can't be overwritten: that is said, and the same command ends it."""
    monkeypatch.setattr("grader.gradebook.sqlite.BUSY_S", 0.1)
    with Gradebook.view(out / "gradebook.sqlite") as viewed:
        reading = viewed.entries()
        next(reading)
        with pytest.raises(StorageError, match="another program is reading it; close that program and try again"):
            call("forget", out, LEARNER, "--yes")
        list(reading)
    call("forget", out, LEARNER, "--yes")
    assert list(found(out)) == []


def test_what_mentions_the_person_still_is_said(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of somebody else's in OUT, a reason that names the person, and what was handed in are named."""
    monkeypatch.chdir(out.parent)
    Path("handed_in", LEARNER).mkdir(parents=True)
    write_identities(Path("handed_in", "identities.csv"), [Identity(learner=LEARNER, name=NAME)])
    (out / "notes.txt").write_text(f"ask {NAME}")
    (out / COURSE_COPY).mkdir()
    (out / COURSE_COPY / "task.md").write_text(f"a course may say {LEARNER}, as it may say Adam")
    with Gradebook.open(out / "gradebook.sqlite") as book:
        book.record_decision(replace(EXCUSED, learner="bo", why=f"helped {LEARNER}"))
    said = call("forget", out, LEARNER, "--yes")
    assert f"{out / 'notes.txt'}: mentions the learner and was not written by the grader" in said
    assert "the reason given for decision 3 mentions the learner" in said
    assert f"handed_in/{LEARNER}: hand-ins; grading them would add the learner again" in said
    assert "handed_in/identities.csv: has a line about the learner" in said
    assert COURSE_COPY not in said.replace(str(out.parent), "")


def test_exports_in_out_are_forgotten_too(out: Path) -> None:
    """Packed ones, folders, notes and what a killed export left; a file of somebody else's beside them is named."""
    exports = out / "exports"
    (exports / "gradescope" / "zoe").mkdir(parents=True)
    for name in ("marks.csv", "feedback.zip", "canvas.csv.notes.txt", ".marks.csv.x1", "gradescope/zoe/results.json"):
        (exports / name).write_text(f"left behind of {LEARNER}", encoding="utf-8")
    (exports / "to_print.csv").write_text(LEARNER, encoding="utf-8")
    said = call("forget", out, LEARNER, "--yes")
    assert [path.name for path in exports.iterdir()] == ["to_print.csv"]
    assert f"{exports / 'to_print.csv'}: mentions the learner and was not written by the grader" in said
    assert "marks.csv" not in said


def test_somebody_who_was_never_graded_is_forgotten(out: Path) -> None:
    """Somebody all of whose files were refused is in OUT, too."""
    write_not_graded(out, [Problem(path=Path("handed_in", "cy", "x"), reason="?")])
    call("forget", out, "cy", "--yes")
    assert (out / "not_graded.json").read_bytes() == b"[]\n"


def test_a_copy_has_all(out: Path, tmp_path: Path) -> None:
    """A copy is an OUT: the same rows, runs and files, and the same pages once they are drawn."""
    to = tmp_path / "copy"
    call("backup", out, to)
    assert entries(to / "gradebook.sqlite") == entries(out / "gradebook.sqlite")
    assert read_identities(to / "identities.csv") == read_identities(out / "identities.csv")
    assert not list(to.rglob(".*"))
    call("report", to, "--course", out.parent)
    assert (to / "results.jsonl").read_bytes() == (out / "results.jsonl").read_bytes()
    drawn = [re.sub(r"As of <time.*</time>", "", (one / "index.html").read_text("utf-8")) for one in (to, out)]
    assert drawn[0] == drawn[1]


def test_a_copy_replaces_nothing(out: Path, tmp_path: Path) -> None:
    """What is there is left alone, and OUT doesn't get a copy of itself inside."""
    (tmp_path / "copy").mkdir()
    with pytest.raises(SpecError, match="exists already; choose another name"):
        call("backup", out, tmp_path / "copy")
    with pytest.raises(SpecError, match=r"this is inside .*; choose a place outside of it"):
        call("backup", out, out / "copy")
    with pytest.raises(SpecError, match="there is no gradebook"):
        call("backup", tmp_path / "nothing", tmp_path / "other")
    assert not (tmp_path / "other").exists()


@pytest.mark.database
def test_a_person_on_a_server_is_forgotten(root: Path) -> None:
    """On a server the rows go the same way, everybody else stays, and a copy says the same."""
    out = root / "out"
    with servers.postgresql() as server:
        url = server.new()
        with Gradebook.open(url) as book:
            fill(root, out, book)
        before = [one for one in entries(url) if one.result.submission.learner == "bo"]
        call("backup", out, root / "copy", "--gradebook", url)
        assert entries(root / "copy" / "gradebook.sqlite") == entries(url)
        call("forget", out, LEARNER, "--yes", "--gradebook", url)
        assert list(found(out)) == []
        assert entries(url) == before
        dump = servers.run("pg_dump", "-h", str(server.folder), "-U", "grader", "postgres")
        assert not [trace for trace in TRACES if trace.decode() in dump]
        assert "CREATE TRIGGER findings_no_delete" in dump
