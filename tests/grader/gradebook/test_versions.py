"""Gradebooks of earlier versions are brought up to date, and keep what they hold."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader.errors import StorageError
from grader.gradebook import Gradebook, schema
from grader.gradebook.records import Decision, DecisionKind
from grader.model import Measurement
from grader.source.records import recovered

OLD = Path(__file__).with_name("old")
"""What SQLite's `.dump` says of gradebooks that the graders of those days wrote, and their marks on the file."""
VERSIONS = range(1, schema.VERSION)


def old(version: int, path: Path) -> None:
    """The gradebook that a grader of that version left."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((OLD / f"version_{version}.sql").read_text(encoding="utf-8"))


def shape(path: Path) -> Iterator[object]:
    """All that SQLite knows of the tables in a file, but how it was spelled."""
    with closing(sqlite3.connect(path)) as connection:
        ask = connection.execute
        yield ask("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name").fetchall()
        yield ask("PRAGMA user_version").fetchall() + ask("PRAGMA application_id").fetchall()
        tables = [name for (name,) in ask("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
        for table in tables:
            yield table, ask(f"PRAGMA table_info({table})").fetchall()
            yield ask("SELECT wr, strict FROM pragma_table_list(?)", [table]).fetchall()
            yield sorted(row[2:] for row in ask(f"PRAGMA foreign_key_list({table})"))
            yield sorted(
                (unique, ask(f"PRAGMA index_info('{name}')").fetchall())
                for _, name, unique, *_ in ask(f"PRAGMA index_list({table})")
            )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "gradebook.sqlite"


@pytest.mark.parametrize("version", VERSIONS)
def test_an_older_gradebook_becomes_like_a_new_one(path: Path, version: int) -> None:
    """The first that writes to it gives it every table, column, key, index and trigger that a new one has."""
    old(version, path)
    Gradebook.open(path).close()
    new = path.with_name("new.sqlite")
    Gradebook.open(new).close()
    assert list(shape(path)) == list(shape(new))
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.mark.parametrize("version", VERSIONS)
def test_an_older_gradebook_keeps_what_it_holds(path: Path, version: int) -> None:
    """Attempts, findings with their hints, diagnoses and runs are as they were, and the next attempt follows them."""
    old(version, path)
    with Gradebook.open(path) as book:
        entries = list(book.every_attempt())
        submission = book.submission_for(
            learner="ada", exercise="05_single_layer/elementwise", sha256="x", path=Path("x")
        )
    assert submission.attempt == 3
    ada, again, unreadable, emile = (entry.result for entry in entries)
    assert [(one.submission.learner, one.submission.attempt) for one in (ada, again, unreadable, emile)] == [
        ("ada", 1),
        ("ada", 2),
        ("ada", 1),
        ("Émile Żółtowski", 1),
    ]
    assert [finding.criterion for finding in ada.findings] == ["shape", "value", "replay"]
    assert ada.findings == emile.findings
    assert ada.findings[1].hints == ("Look again.", "Which axis?", "«(1, 3)» is what is asked.")
    assert ada.findings[2].hidden
    assert (again.score.earned, again.score.possible, unreadable.findings) == (3, 4, ())
    assert again.findings[1].measured == (
        Measurement(value=9, of=10, bar=7, reference=(7, 8, 10)) if version > 1 else None
    )
    assert [one.rule for one in ada.diagnoses] == (["no_bias"] if version > 1 else [])
    said = [recovered("It broke off, and was read to its last whole line.")] if version > 2 else []
    assert [list(entry.run.changes) for entry in entries] == [[], [], said, []]


@pytest.mark.parametrize("version", VERSIONS)
def test_an_older_gradebook_goes_on(path: Path, version: int) -> None:
    """What is new can be written to it, and what was judged before can be judged again beside it."""
    old(version, path)
    decision = Decision(
        learner="ada", exercise="05_single_layer/elementwise", kind=DecisionKind.EXCUSED, value=1.0,
        who="ines", why="ill", when=datetime.now(UTC),
    )  # fmt: skip
    with Gradebook.open(path) as book:
        before = list(book.every_attempt())
        book.record_all(before)
        book.record_decision(decision)
        assert list(book.every_attempt()) == before
    with closing(sqlite3.connect(path)) as connection:
        counts = {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in schema.TABLE_NAMES}  # noqa: S608 - our names
    assert (counts["submissions"], counts["runs"], counts["criteria"]) == (4, 4, 4)
    assert (counts["results"], counts["findings"]) == (8, 18)


def test_an_older_gradebook_that_may_only_be_read_is_said(path: Path) -> None:
    """Whoever only reads changes nothing, and hears what brings it up to date."""
    old(1, path)
    with pytest.raises(StorageError, match="written by an older grader; `grader grade` brings it up to date"):
        Gradebook.view(path)
