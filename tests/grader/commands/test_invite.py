"""`grader invite`: a list of people, and a link for each that signs in once."""

import csv
import io
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from grader.commands.cli import app
from grader.commands.locations import remember_service
from grader.errors import SpecError
from grader.gradebook import Gradebook
from grader.service.web.access import Access, Person, Role
from grader.storage.identities import read_identities
from grader.storage.layout import GRADEBOOK, IDENTITIES

PEOPLE = "learner;name;role\nada;Åda =L;\nines;Inés;Instructor\n"


def invite(out: Path, people: str, *options: str) -> list[dict[str, str]]:
    """The rows that are printed for a list, of an OUT that was graded into."""
    Gradebook.open(out / GRADEBOOK).close()
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


def test_links_lead_to_where_the_service_is(tmp_path: Path) -> None:
    """To where OUT was served last, unless another address is named; before that to where it listens by itself."""
    out = tmp_path / "out"
    (before,) = invite(out, "learner\nada\n")
    remember_service(out, "http://127.0.0.1:8731")
    (after,), (named,) = invite(out, "learner\nada\n"), invite(out, "learner\nada\n", "--url", "https://x.example")

    origins = [row["link"].partition("/sign-in/")[0] for row in (before, after, named)]
    assert origins == ["http://127.0.0.1:8000", "http://127.0.0.1:8731", "https://x.example"]


def test_a_mistaken_address_is_told_by_its_option(tmp_path: Path) -> None:
    """It isn't that of another command."""
    with pytest.raises(SpecError, match=r"--url grader\.org: give only scheme and host"):
        invite(tmp_path / "out", PEOPLE, "--url", "grader.org")


@pytest.mark.parametrize("name", ["", "a/b", ".a", '"a\nb"', "a\tb"])
@pytest.mark.parametrize("role", ["learner", "assistant"])
def test_a_name_that_can_be_nobodys_is_told_by_its_line(tmp_path: Path, name: str, role: str) -> None:
    """Of staff too; nobody gets a link."""
    with pytest.raises(SpecError, match=r"out\.csv"):
        invite(tmp_path / "out", f"learner,email,role\n{name},x@example.org,{role}\n")
    assert not (tmp_path / "out" / IDENTITIES).exists()


def test_a_name_is_known_however_it_is_encoded(tmp_path: Path) -> None:
    """An accent may be a character of its own; gradebook and folder have the composed one, and so has the list."""
    (ada,) = invite(tmp_path / "out", "learner\nA\u030ada\n")

    assert ada["learner"] == "\u00c5da"


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
        ("learner\nada\nada\n", "'ada' is listed twice"),
        ("name\nada\n", "column 'learner' is missing"),
        ("learner\n../x\n", "cannot be a folder's name"),
    ],
)
def test_a_mistake_in_the_list_invites_nobody(tmp_path: Path, people: str, said: str) -> None:
    """It is said with its line, and nobody is added."""
    with pytest.raises(SpecError, match=said):
        invite(tmp_path / "out", people)

    assert {path.name for path in (tmp_path / "out").iterdir()} == {GRADEBOOK, f"{GRADEBOOK}.lock"}


def test_a_mistyped_folder_is_not_made(tmp_path: Path) -> None:
    """Else everybody would get links to a service that has never heard of them."""
    people = tmp_path / "people.csv"
    people.write_text(PEOPLE, encoding="utf-8")
    ended = CliRunner().invoke(app, ["invite", str(tmp_path / "oui"), str(people)])

    assert isinstance(ended.exception, SpecError)
    assert "oui: contains no gradebook; choose the folder that `grader serve` or `grader grade` wrote to" in str(
        ended.exception
    )
    assert [path.name for path in tmp_path.iterdir()] == ["people.csv"]
