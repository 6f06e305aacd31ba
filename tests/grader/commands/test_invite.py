"""`grader invite`: a list of people, and a link for each that signs in once."""

import csv
import io
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from grader.cli import app
from grader.errors import SpecError
from grader.storage.identities import read_identities
from grader.storage.layout import GRADEBOOK, IDENTITIES
from grader.web.access import Access
from grader.web.roles import Person, Role

PEOPLE = "learner;name;role\nada;Åda =L;\nines;Inés;Instructor\n"


def invite(out: Path, people: str, *options: str) -> list[dict[str, str]]:
    """The rows that are printed for a list."""
    path = out.with_suffix(".csv")
    path.write_text(people, encoding="utf-8")
    ended = CliRunner().invoke(app, ["invite", str(out), str(path), *options])
    if ended.exception and not isinstance(ended.exception, SystemExit):
        raise ended.exception
    return list(csv.DictReader(io.StringIO(ended.stdout)))


def test_each_gets_a_link_that_signs_in_once_with_their_role(tmp_path: Path) -> None:
    """A list as spreadsheets save it is enough; staff are no learners in identities.csv."""
    out = tmp_path / "out"
    ada, ines = invite(out, PEOPLE, "--url", "https://grader.example.org", "--days", "3")

    assert (ada["role"], ines["role"], ada["name"]) == ("learner", "instructor", "Åda =L")
    assert [one.learner for one in read_identities(out / IDENTITIES)] == ["ada"]
    with closing(Access.open(out, out / GRADEBOOK)) as access:
        for row, role in ((ada, Role.LEARNER), (ines, Role.INSTRUCTOR)):
            origin, _, secret = row["link"].partition("/sign-in/")
            session = access.redeem_link(secret)
            assert origin == "https://grader.example.org"
            assert session is not None
            assert access.session(session) == Person(name=row["learner"], role=role)


def test_inviting_again_adds_who_is_new_and_keeps_who_is_there(tmp_path: Path) -> None:
    """Whoever lost a link gets another; the first one ends."""
    out = tmp_path / "out"
    (first, _), (again, bob) = invite(out, PEOPLE), invite(out, "learner\nada\nbob\n")

    assert [one.learner for one in read_identities(out / IDENTITIES)] == ["ada", "bob"]
    with closing(Access.open(out, out / GRADEBOOK)) as access:
        found = [access.redeem_link(row["link"].rpartition("/")[2]) for row in (first, again, bob)]
    assert [one is None for one in found] == [True, False, False]


def test_a_file_with_links_is_its_owners_alone(tmp_path: Path) -> None:
    """Whoever reads it can sign in."""
    assert invite(tmp_path / "out", PEOPLE, "--to", str(tmp_path / "links.csv")) == []

    links = tmp_path / "links.csv"
    assert links.stat().st_mode & 0o077 == 0
    assert links.read_text(encoding="utf-8-sig").count("/sign-in/") == 2


@pytest.mark.parametrize(
    ("people", "said"),
    [
        ("learner,role\nada,boss\n", "role 'boss' is unknown. Allowed: learner, assistant, instructor"),
        ("learner\nada\nada\n", "'ada' is there twice"),
        ("name\nada\n", "column 'learner' is missing"),
        ("learner\n../x\n", "can be no folder's name"),
    ],
)
def test_a_mistake_in_the_list_invites_nobody(tmp_path: Path, people: str, said: str) -> None:
    """It is said with its line, and nothing is written."""
    with pytest.raises(SpecError, match=said):
        invite(tmp_path / "out", people)

    assert not (tmp_path / "out").exists()
