"""People, links, sessions and tokens: what is in force, and until when."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest

from grader.errors import SpecError, StorageError
from grader.gradebook import Gradebook
from grader.gradebook.opening import GradebookLocation
from grader.service.web.access import DAY_S, SESSION_S, Access, Person, Role, TooManyTokensError, back_up_people
from grader.storage.layout import ACCESS, GRADEBOOK
from tests import servers
from tests.grader.gradebook.processes import heard, mounted, process, tell

ADA = Person(name="ada", role=Role.LEARNER)


class Clock:
    """Seconds that pass when a test says so."""

    now = 1_000_000.0

    def __call__(self) -> float:
        """What time it is."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def server() -> Iterator[servers.Server]:
    if not servers.PROGRAMS:
        pytest.skip("PostgreSQL is not installed; on Debian: apt-get install postgresql")
    with servers.postgresql() as server:
        yield server


@pytest.fixture(params=["file", pytest.param("server", marks=pytest.mark.database)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> GradebookLocation:
    """Where the gradebook lies, beside which people are kept."""
    if request.param == "file":
        return tmp_path / GRADEBOOK
    url: str = request.getfixturevalue("server").new()
    return url


@pytest.fixture
def access(place: GradebookLocation, tmp_path: Path, clock: Clock) -> Iterator[Access]:
    """That of a new OUT, with one learner."""
    with closing(Access.open(tmp_path, place)) as one:
        one._clock = clock
        one.enrol([ADA])
        yield one


@pytest.fixture
def in_file(tmp_path: Path) -> Iterator[Access]:
    """The same, in a file."""
    with closing(Access.open(tmp_path, tmp_path / GRADEBOOK)) as one:
        one.enrol([ADA])
        yield one


def test_a_link_signs_in_once(access: Access) -> None:
    """Whoever finds it later in a mailbox gets nothing."""
    link = access.new_link("ada", lives_s=DAY_S)
    session = access.redeem_link(link)

    assert session is not None
    assert access.session(session) == ADA
    assert access.redeem_link(link) is None


def test_a_link_ends_with_its_days_and_with_the_next_one(access: Access, clock: Clock) -> None:
    """An old mail doesn't sign in, nor one that was sent by mistake."""
    first = access.new_link("ada", lives_s=DAY_S)
    second = access.new_link("ada", lives_s=DAY_S)
    clock.now += DAY_S

    assert access.redeem_link(first) is None
    assert access.redeem_link(second) is None


def test_a_session_ends_by_itself_and_by_signing_out(access: Access, clock: Clock) -> None:
    """A cookie that somebody kept is worth nothing then."""
    kept, left = (access.redeem_link(access.new_link("ada", lives_s=DAY_S)) for _ in range(2))
    assert kept is not None
    assert left is not None
    access.end_session(left)

    assert access.session(left) is None
    assert access.session(kept) == ADA
    clock.now += SESSION_S
    assert access.session(kept) is None


def test_sessions_are_asked_for_together(access: Access, clock: Clock) -> None:
    """Those in force, with the roles of now."""
    access.enrol([Person(name="tim", role=Role.ASSISTANT)])
    adas, tims = (access.redeem_link(access.new_link(name, lives_s=DAY_S)) for name in ("ada", "tim"))
    assert adas is not None
    assert tims is not None
    access.enrol([Person(name="tim", role=Role.LEARNER)])

    tim = Person(name="tim", role=Role.LEARNER)
    assert access.sessions([adas, tims, "unknown"]) == {adas: ADA, tims: tim}
    access.end_session(adas)
    assert access.sessions([adas, tims]) == {tims: tim}
    clock.now += SESSION_S
    assert access.sessions([adas, tims]) == {}


def test_one_kind_of_secret_is_never_another(access: Access) -> None:
    """A link is no session, a session no token, a token no link."""
    link, token = access.new_link("ada", lives_s=DAY_S), access.new_token("ada", "laptop")

    assert (access.session(link), access.token_holder(link)) == (None, None)
    assert (access.session(token), access.redeem_link(token)) == (None, None)
    assert access.token_holder(token) == ADA


def test_a_token_is_revoked_by_its_owner_alone(access: Access) -> None:
    """A number says nothing about whose it is."""
    access.enrol([Person(name="bob", role=Role.LEARNER)])
    token = access.new_token("ada", "laptop")
    (listed,) = access.tokens("ada")
    access.revoke("bob", listed.number)
    assert access.token_holder(token) == ADA
    access.revoke("ada", listed.number)

    assert access.token_holder(token) is None
    assert access.tokens("ada") == ()


def test_another_role_holds_at_once(access: Access) -> None:
    """Whoever is no assistant any more loses the pages of others with the next request."""
    access.enrol([Person(name="tim", role=Role.ASSISTANT)])
    session = access.redeem_link(access.new_link("tim", lives_s=DAY_S))
    assert session is not None
    access.enrol([Person(name="tim", role=Role.LEARNER)])

    assert access.session(session) == Person(name="tim", role=Role.LEARNER)


def test_no_secret_lies_on_the_disk(in_file: Access, tmp_path: Path) -> None:
    """Whoever copies the file can sign in as nobody."""
    link = in_file.new_link("ada", lives_s=DAY_S)
    session = in_file.redeem_link(in_file.new_link("ada", lives_s=DAY_S))
    token = in_file.new_token("ada", "laptop")
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())

    assert session is not None
    assert b"laptop" in kept
    assert not [one for one in (link, session, token) if one.encode() in kept]
    assert {path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} == {0}


def test_forgetting_leaves_nothing_of_a_person(in_file: Access, tmp_path: Path) -> None:
    """Nor in what the database has of rows that were deleted."""
    in_file.enrol([Person(name="bob", role=Role.LEARNER)])
    session = in_file.redeem_link(in_file.new_link("ada", lives_s=DAY_S))
    token = in_file.new_token("ada", "ada's laptop")
    in_file.forget("ada")

    assert session is not None
    assert (in_file.session(session), in_file.token_holder(token)) == (None, None)
    assert not [path.name for path in tmp_path.iterdir() if b"ada" in path.read_bytes()]
    with closing(sqlite3.connect(tmp_path / ACCESS)) as connection:
        assert connection.execute("SELECT name FROM access_people").fetchall() == [("bob",)]


def test_a_service_that_starts_again_knows_its_receipts(
    access: Access, place: GradebookLocation, tmp_path: Path
) -> None:
    """The key stays."""
    with closing(Access.open(tmp_path, place)) as again:
        assert again.receipt_key() == access.receipt_key()


def test_whom_one_web_process_knows_every_other_one_knows(
    access: Access, place: GradebookLocation, tmp_path: Path
) -> None:
    """Any of them answers the next request; what ends in one has ended in all."""
    session = access.redeem_link(access.new_link("ada", lives_s=DAY_S)) or ""
    with closing(Access.open(tmp_path, place)) as other:
        other._clock = access._clock
        assert other.session(session) == ADA
        other.end_session(session)

    assert access.session(session) is None


def test_a_link_that_two_processes_get_at_once_signs_in_once(
    access: Access, place: GradebookLocation, tmp_path: Path
) -> None:
    """A double click may reach two of them."""
    link = access.new_link("ada", lives_s=DAY_S)
    with closing(Access.open(tmp_path, place)) as other, ThreadPoolExecutor() as threads:
        other._clock = access._clock
        found = list(threads.map(lambda one: one.redeem_link(link), [access, other] * 4))

    assert sum(one is not None for one in found) == 1


def test_tokens_made_at_once_are_no_more_than_are_allowed(
    place: GradebookLocation, access: Access, tmp_path: Path
) -> None:
    """Two processes count and add in turn, so that both never see the last free place."""

    def made(one: Access) -> bool:
        with suppress(TooManyTokensError):
            return bool(one.new_token("ada", "laptop", most=10))
        return False

    with closing(Access.open(tmp_path, place)) as other, ThreadPoolExecutor(8) as threads:
        other._clock = access._clock
        found = list(threads.map(made, [access, other] * 12))

    assert sum(found) == len(access.tokens("ada")) == 10
    access.enrol([Person(name="bob", role=Role.LEARNER)])
    assert access.new_token("bob", "laptop", most=1)


def test_nobody_is_signed_out_by_a_clock_that_was_wrong_for_a_moment(access: Access, clock: Clock) -> None:
    """A session is not in force while the clock is a year ahead, and is again once it is right; set back, it stays."""
    session = access.redeem_link(access.new_link("ada", lives_s=DAY_S)) or ""
    clock.now += 365 * DAY_S
    assert access.session(session) is None
    clock.now -= 365 * DAY_S
    assert access.session(session) == ADA
    clock.now -= 365 * DAY_S
    assert access.session(session) == ADA


def test_forgetting_removes_a_person_and_all_that_stands_for_them(access: Access) -> None:
    """And nobody else."""
    access.enrol([Person(name="bob", role=Role.LEARNER)])
    hers, his = (access.new_token(name, "laptop") for name in ("ada", "bob"))
    access.forget("ada")

    assert access.token_holder(hers) is None
    assert access.token_holder(his) == Person(name="bob", role=Role.LEARNER)


MAKERS = """
from contextlib import closing
from concurrent.futures import ThreadPoolExecutor
from grader.service.web.access import Access, Person, Role

print("ready")
input()
with closing(Access.open(Path(sys.argv[2]), place if "://" in place else path)) as access:
    access.enrol([Person(name="ada", role=Role.LEARNER)])
    with ThreadPoolExecutor(8) as threads:
        for secret in threads.map(lambda _: access.redeem_link(access.new_token("ada", "laptop")), range(8)):
            assert secret is None
        for secret in threads.map(lambda number: access.new_token("ada", str(number)), range(24)):
            print(secret)
"""


def test_many_processes_and_threads_write_at_once(place: GradebookLocation, tmp_path: Path) -> None:
    """They make the tables together, too. Nothing fails, every token is in force, and no number is given twice."""
    with ExitStack() as stack:
        others = [stack.enter_context(process(MAKERS, place, tmp_path)) for _ in range(4)]
        assert {heard(one) for one in others} == {"ready"}
        for one in others:
            tell(one)
        secrets = [heard(one) for _ in range(24) for one in others]
        assert [one.wait() for one in others] == [0, 0, 0, 0]
    with closing(Access.open(tmp_path, place, new=False)) as access:
        numbers = [one.number for one in access.tokens("ada")]
        assert sorted(numbers) == list(range(1, 4 * 32 + 1))
        assert {access.token_holder(one) for one in secrets} == {ADA}


@pytest.mark.parametrize(
    "damage",
    [lambda _: b"", lambda whole: whole[:100], lambda whole: whole[:-4096], lambda whole: whole[:4096] + bytes(8192),
     lambda _: b"learner,name\n" * 400, lambda whole: whole[:68] + b"GBK1" + whole[72:]],
    ids=["empty", "first page", "last page", "lost pages", "of something else", "signed as a gradebook"],
)  # fmt: skip
def test_a_damaged_list_of_people_is_said(in_file: Access, tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    """It is named, with what to do, and left as it is."""
    in_file.close()
    path = tmp_path / ACCESS
    damaged = damage(path.read_bytes())
    path.write_bytes(damaged)
    for new in (True, False):
        with pytest.raises(
            StorageError, match=r"put a copy that `grader backup` made in its place.*invite everybody"
        ) as said:
            Access.open(tmp_path, tmp_path / GRADEBOOK, new=new)
        assert str(said.value).startswith(f"{path}: ")
    assert path.read_bytes() == damaged


def test_a_role_that_there_is_not_is_said(in_file: Access, tmp_path: Path) -> None:
    """Nobody becomes anything by a byte that changed."""
    session = in_file.redeem_link(in_file.new_link("ada", lives_s=DAY_S)) or ""
    with closing(sqlite3.connect(tmp_path / ACCESS)) as connection:
        connection.execute("UPDATE access_people SET role = 'instructos'")
        connection.commit()
    with pytest.raises(StorageError, match="contains data that no grader has written"):
        in_file.session(session)


def test_a_gradebook_is_no_list_of_people(tmp_path: Path) -> None:
    """A file under the wrong name gets none of our tables."""
    with Gradebook.open(tmp_path / GRADEBOOK) as book:
        book.backup(tmp_path / ACCESS)
    before = (tmp_path / ACCESS).read_bytes()
    with pytest.raises(SpecError, match="this database is not a list of people"):
        Access.open(tmp_path, tmp_path / GRADEBOOK)
    assert (tmp_path / ACCESS).read_bytes() == before


def test_a_list_of_another_version_is_refused(in_file: Access, tmp_path: Path) -> None:
    """With what to do."""
    in_file.close()
    with closing(sqlite3.connect(tmp_path / ACCESS)) as connection:
        connection.execute("PRAGMA user_version = 2")
        connection.execute("UPDATE grader_versions SET version = 2")
        connection.commit()
    with pytest.raises(StorageError, match=f"{ACCESS}: its tables are of version 2.*start a new list of people"):
        Access.open(tmp_path, tmp_path / GRADEBOOK)


FILLS = """
from grader.service.web.access import Access, Person, Role

access = Access.open(path.parent, path)
access.enrol([Person(name="ada", role=Role.LEARNER)])
secrets = []
try:
    while True:
        secrets.append(access.new_token("ada", "laptop" * 100))
except StorageError as error:
    print(error)
access.close()
access = Access.open(path.parent, path, new=False)
print(len(secrets) == len(access.tokens("ada")), {access.token_holder(one).name for one in secrets})
"""


def test_a_full_disk_signs_nobody_out(tmp_path: Path) -> None:
    """It is said in a sentence, and whoever has a secret keeps it."""
    said, kept = mounted("1m", FILLS, tmp_path).splitlines()

    assert said == f"{tmp_path / ACCESS}: the disk is full; free space and try again: nothing that was kept is lost"
    assert kept == "True {'ada'}"


def test_a_copy_has_no_links(access: Access, place: GradebookLocation, tmp_path: Path) -> None:
    """All else signs in from a copy as it did, whichever database it is of; a copy is never written over."""
    link, token, key = access.new_link("ada", lives_s=DAY_S), access.new_token("ada", "laptop"), access.receipt_key()
    copy = tmp_path / "copy"
    assert back_up_people(tmp_path, place, copy) == 1
    with pytest.raises(StorageError, match="exists already"):
        access.back_up(copy / ACCESS)

    assert [one.name for one in copy.iterdir()] == [ACCESS]
    with closing(Access.open(copy, copy / GRADEBOOK, new=False)) as other:
        other._clock = access._clock
        assert other.token_holder(token) == ADA
        assert other.link_holder(link) is None
        assert other.receipt_key() == key
