"""The gradebook on a real server under everything that can happen to it: two writers, kill -9, the server's death."""

import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from grader.course.loader import load_course
from grader.errors import SpecError, StorageError
from grader.gradebook import Gradebook, schema
from grader.gradebook.database import MissingDatabaseError
from grader.gradebook.opening import parse_url, redact_url
from grader.gradebook.sqlite import BATCH
from grader.service.web.access import Access
from reports.publish import PageWriter
from tests.grader import tiny
from tests.grader.gradebook.processes import heard, process
from tests.grader.gradebook.test_gradebook import EXCUSED, entry_of, hand_in
from tests.servers import PROGRAMS, Server, postgresql

SECRET = "hunter2"  # noqa: S105 - what must be shown nowhere


@pytest.fixture
def url(server: Server) -> str:
    return server.new()


@pytest.fixture
def mortal() -> Iterator[Server]:
    """A server that a test may kill."""
    if not PROGRAMS:
        pytest.skip("PostgreSQL is not installed; on Debian: apt-get install postgresql")
    with postgresql() as server:
        yield server


@pytest.mark.parametrize(
    "written",
    [
        f"postgresql://ines:{SECRET}@db.example/course",
        f"postgres://ines:{SECRET}@db.example/course?password={SECRET}",
        f"postgresql+psycopg://db.example/course?user=ines&password={SECRET}&sslpassword={SECRET}",
    ],
)
def test_a_password_is_never_shown(written: str) -> None:
    """Wherever in a URL it stands, messages show the URL without it."""
    named = redact_url(parse_url(written))
    assert SECRET not in named
    assert "db.example/course" in named


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (f"postgresql://ines:{SECRET}@{SECRET}@db.example/course", "write %40"),
        (f"postgresql://ines@db.example:{SECRET}/course", "is not valid; write it like postgresql://"),
        (f"mysql://ines:{SECRET}@db.example/course", "mysql://: a gradebook is either a file"),
        ("sqlite:///course.sqlite", "a file, given by its path"),
        ("://", "is not valid"),
    ],
)
def test_a_wrong_url_is_said(written: str, says: str) -> None:
    """What is not a URL of a PostgreSQL database is refused, and nothing of it that may be secret is quoted."""
    with pytest.raises(SpecError, match=says) as caught:
        Gradebook.open(written)
    assert SECRET not in str(caught.value)


@pytest.mark.database
def test_every_connection_is_durable(server: Server, url: str) -> None:
    """A result is on the server's disk when it is recorded, even where the server's default is otherwise."""
    server.ask("ALTER DATABASE postgres SET synchronous_commit = off")
    try:
        with Gradebook.open(url) as book, book._database.engine.connect() as connection:
            assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"
    finally:
        server.ask("ALTER DATABASE postgres RESET synchronous_commit")


@pytest.mark.database
def test_a_second_process_is_refused(url: str) -> None:
    """While one process writes, another gets a message that names it; once it was killed, another can write."""
    with process("book = Gradebook.open(place); print('open'); input()", url) as other:
        assert heard(other) == "open"
        says = rf"another `grader` command is writing to it \(process {other.pid} on .*\); wait until it is done"
        with pytest.raises(StorageError, match=says):
            Gradebook.open(url)
        other.send_signal(signal.SIGKILL)
        other.wait()
        Gradebook.open(url).close()


@pytest.mark.database
def test_two_courses_share_a_database(server: Server) -> None:
    """Gradebooks in two schemas are written at the same time, and know nothing of each other."""
    with Gradebook.open(server.new()) as one, Gradebook.open(server.new()) as other:
        one.record(entry_of(hand_in(one, "ada")))
        other.record(entry_of(hand_in(other, "bo")))
        assert [entry.result.submission.learner for entry in one.entries()] == ["ada"]
        assert [entry.result.submission.learner for entry in other.entries()] == ["bo"]


@pytest.mark.database
def test_kill_9_at_any_moment_leaves_whole_results(url: str) -> None:
    """Of a process killed while it records, every result it had announced is there, and every one there is whole."""
    body = """
        book = Gradebook.open(place)
        for number in range(100_000):
            record(book, f"{number:06}")
            print(number)
    """
    with process(body, url) as other:
        announced = [heard(other) for _ in range(30)]
        other.send_signal(signal.SIGKILL)
        other.wait()
    with Gradebook.open(url) as book:
        results = [entry.result for entry in book.entries()]
    assert [int(result.submission.learner) for result in results] == list(range(len(results)))
    assert len(results) >= len(announced)
    assert {len(result.findings) for result in results} == {3}


@pytest.mark.database
def test_the_servers_death_is_a_sentence(mortal: Server) -> None:
    """A server that is killed loses nothing that was recorded; the process hears it, and writes no more without lock.

    Once the server is back the next process goes on.
    """
    url = mortal.new()
    with Gradebook.open(url) as book:
        entry = entry_of(hand_in(book))
        book.record(entry)
        mortal.kill()
        says = "see that it is running, and try again: nothing that was kept is lost"
        with pytest.raises(StorageError, match=says):
            book.record(entry)
        mortal.start()
        with pytest.raises(StorageError, match="the connection to the server was lost"):
            book.record(entry)
    with Gradebook.open(url) as book:
        assert list(book.entries()) == [entry]
        book.record(entry)


@pytest.mark.database
def test_the_servers_death_in_a_transaction_leaves_nothing_of_it(mortal: Server) -> None:
    """Of a regrade during which the server dies nothing is there."""
    url = mortal.new()
    with (  # noqa: PT012 - the transaction
        Gradebook.open(url) as book,
        pytest.raises(StorageError),
        book._database.write_transaction() as connection,
    ):
        connection.execute(schema.submissions.insert(), _row())
        mortal.kill()
        connection.execute(schema.submissions.insert(), _row() | {"id": 2, "attempt": 2})
    mortal.start()
    with Gradebook.view(url) as book:
        assert book.exercises() == ()


def _row() -> dict[str, object]:
    return {"id": 1, "learner": "a", "exercise": "e", "attempt": 1, "sha256": "", "path": "", "received": EXCUSED.when}


@pytest.mark.database
def test_there_is_no_server(tmp_path: Path) -> None:
    """Where nobody answers, that is said with what to do."""
    with pytest.raises(StorageError, match=r"the server cannot be reached \(.*\); see that it is running"):
        Gradebook.open(f"postgresql://ines:{SECRET}@/course?host={tmp_path}")


@pytest.mark.database
@pytest.mark.parametrize("open_it", [Gradebook.open, Gradebook.view])
def test_no_such_schema_is_said(server: Server, open_it: Callable[[str], Gradebook]) -> None:
    """A schema that is not there is not made by a slip of the pen."""
    with pytest.raises(StorageError, match="there is no such schema in this database; make it with `CREATE SCHEMA`"):
        open_it(server.url("cuorse"))


@pytest.mark.database
@pytest.mark.parametrize("open_it", [Gradebook.open, Gradebook.view])
def test_another_programs_database_is_said(server: Server, url: str, open_it: Callable[[str], Gradebook]) -> None:
    """A schema with tables of something else is refused, and gets none of our tables."""
    name = url.rpartition("%3D")[2]
    server.ask(f"CREATE TABLE {name}.theirs (x int)")
    with pytest.raises(SpecError, match="this database is not a gradebook; choose another database or schema"):
        open_it(url)


@pytest.mark.database
@pytest.mark.parametrize("open_it", [Gradebook.open, Gradebook.view, Gradebook.join])
@pytest.mark.parametrize("version", [0, 2])
def test_a_gradebook_of_another_version_is_refused(
    server: Server, url: str, open_it: Callable[[str], Gradebook], version: int
) -> None:
    """Whether it is older or newer, the message has both versions and says what to do."""
    Gradebook.open(url).close()
    name = url.rpartition("%3D")[2]
    server.ask(f"UPDATE {name}.grader_versions SET version = {version}")  # noqa: S608 - our names
    says = f"its tables are of version {version}, but this grader knows only version 1; use the grader that wrote it"
    with pytest.raises(StorageError, match=says):
        open_it(url)


@pytest.mark.database
def test_the_gradebook_and_its_people_are_made_in_either_order(server: Server, tmp_path: Path) -> None:
    """Both lie in one schema, and neither takes the other for something else."""
    for people_first in (True, False):
        url = server.new()
        if people_first:
            with pytest.raises(MissingDatabaseError):
                Access.open(tmp_path, url, new=False)
            Access.open(tmp_path, url).close()
        with Gradebook.open(url), closing(Access.open(tmp_path, url)) as access:
            assert access.receipt_key()
        assert list(tmp_path.iterdir()) == []


@pytest.mark.database
def test_tables_that_are_made_at_once_are_made_once(server: Server, tmp_path: Path) -> None:
    """Processes that start together wait for each other."""
    url = server.new()
    with ThreadPoolExecutor(8) as threads:
        opened = [*threads.map(lambda _: Access.open(tmp_path, url), range(8))]
    for one in opened:
        one.close()
    with closing(Access.open(tmp_path, url, new=False)) as access:
        assert access.receipt_key()


@pytest.mark.database
def test_an_account_without_rights_is_said(server: Server, url: str) -> None:
    """An account that may not make tables hears who has to let it."""
    server.ask("CREATE ROLE guest LOGIN")
    name = url.rpartition("%3D")[2]
    server.ask(f"GRANT USAGE ON SCHEMA {name} TO guest")
    with pytest.raises(StorageError, match="this account may not do that there; let its owner grant it"):
        Gradebook.open(url.replace("grader@", "guest@"))


@pytest.mark.database
def test_a_reader_in_the_way_of_forgetting_is_said(url: str) -> None:
    """Nothing waits for ever for somebody else's long look."""
    with Gradebook.open(url) as book:
        book.record(entry_of(hand_in(book)))
        with Gradebook.view(url) as viewed, viewed._database.read_transaction() as reading:
            reading.execute(schema.submissions.select())
            with pytest.raises(StorageError, match="another program has it locked; close that program"):
                book._database.scrub()


@pytest.mark.database
def test_the_databases_explain_themselves(url: str) -> None:
    """The comments on tables and columns are in the database, where its own tools show them."""
    with Gradebook.open(url) as book, book._database.engine.connect() as connection:
        said = connection.exec_driver_sql("SELECT col_description('submissions'::regclass, 2)").scalar()
    assert said == schema.submissions.c.learner.comment


@pytest.mark.database
def test_a_copy_is_a_file_that_says_the_same(url: str, tmp_path: Path) -> None:
    """A copy of a gradebook on a server is a whole gradebook in a file, with nothing beside it."""
    to = tmp_path / "copy.sqlite"
    with Gradebook.open(url) as book:
        book.record_all([entry_of(hand_in(book, f"{number:04}\0«é»")) for number in range(BATCH + 1)])
        book.record_decision(EXCUSED)
        book.backup(to)
        assert [one.name for one in tmp_path.iterdir()] == [to.name]
        with Gradebook.view(to) as copy:
            assert list(copy.entries()) == list(book.entries())
            assert list(copy.decisions()) == list(book.decisions())


@pytest.mark.database
def test_what_a_learner_wrote_is_in_no_message(url: str) -> None:
    """A row that the server refuses is not quoted, neither in the sentence nor in the trace behind it."""
    with Gradebook.open(url) as book:
        entry = entry_of(hand_in(book, "Ada Lovelace"), score=None)
        with pytest.raises((StorageError, TypeError)) as caught:
            book.record(entry)
    chain = f"{caught.value} {caught.value.__cause__}"
    assert "Ada" not in chain


@pytest.mark.database
def test_passwords_of_a_server_that_asks_for_one(mortal: Server) -> None:
    """A wrong password is said without it."""
    mortal.ask(f"CREATE ROLE ines LOGIN PASSWORD '{SECRET}'")
    rules = mortal.folder / "data" / "pg_hba.conf"
    rules.write_text("local all grader trust\nlocal all ines scram-sha-256\n")
    mortal.control("reload")
    place = mortal.url()
    with pytest.raises(StorageError, match="cannot be reached") as caught:
        Gradebook.view(place.replace("grader@", "ines:wrong2@"))
    assert "wrong2" not in str(caught.value)
    with pytest.raises(SpecError, match="there is no gradebook"):
        Gradebook.view(place.replace("grader@", f"ines:{SECRET}@"))


@pytest.mark.database
def test_what_another_process_decides_is_another_version(url: str, tmp_path: Path) -> None:
    """So pages that follow from a gradebook on a server are drawn again, whoever decided, on whatever machine."""
    body = "from tests.grader.gradebook.test_gradebook import EXCUSED; Gradebook.join(place).record_decision(EXCUSED)"
    Gradebook.open(url).close()
    with Gradebook.join(url) as book:
        before = book.row_numbers()
        writer = PageWriter(tmp_path, load_course(tiny.write(tmp_path / "course")), book)
        version = writer.version()
        with process(body, url) as other:
            other.wait()
        after = book.row_numbers()

        assert (before.decision, after.decision) == (0, 1)
        assert version != writer.version()
    with Gradebook.open(url) as book:
        book.forget(EXCUSED.learner)
        assert book.row_numbers().forgotten == 1
