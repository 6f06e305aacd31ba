"""Where learners hand in: what course.toml may say, and what a learner reads about it."""

from pathlib import Path

import pytest

from grader.course import HandIn
from grader.course.hand_in import hand_in_advice, service_origin, shown_address
from grader.course.loader import load_course
from grader.errors import SpecError
from tests.grader import tiny

FILE = Path("/home/ada/Übung 1/mine/01/sum.ipynb")


def course(root: Path, table: str) -> HandIn | None:
    """What the throw-away course says, with this table."""
    text = tiny.FILES["exercises/course.toml"]
    tiny.write(root, **{"exercises/course.toml": f"{text}\n[hand_in]\n{table}\n"})
    return load_course(root).hand_in


@pytest.mark.parametrize(
    ("table", "found"),
    [
        ('service = "https://grader.example.org/"', HandIn(way="service", to="https://grader.example.org")),
        ('service = "http://127.0.0.1:8080"', HandIn(way="service", to="http://127.0.0.1:8080")),
        ('folder = "~/hand-in"', HandIn(way="folder", to="~/hand-in")),
        ('git = "origin"', HandIn(way="git", to="origin")),
        ('lms = "Upload it in Moodle, week 3."', HandIn(way="lms", to="Upload it in Moodle, week 3.")),
    ],
)
def test_a_course_names_one_place(tmp_path: Path, table: str, found: HandIn) -> None:
    """Each of the four ways."""
    assert course(tmp_path, table) == found


def test_a_course_need_not_name_any(tmp_path: Path) -> None:
    """Then nothing is said about it."""
    assert load_course(tiny.write(tmp_path)).hand_in is None
    assert hand_in_advice(None, FILE, right=True) is None


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("", "exactly one of the keys service, folder, git, lms; found: none of them"),
        ('git = "origin"\nfolder = "a"', "found: 'folder', 'git'"),
        ('folder = " "', "key 'folder' is ''; allowed: one line of text"),
        ('lms = "two\\nlines"', "key 'lms' is"),
        ('git = "--upload-pack=x"', "key 'git' is"),
        ('service = "http://grader.example.org"', "key 'service': .*use https://"),
        ('service = "https://["', "key 'service': .*not the address"),
        ('mail = "a@b"', "no key 'mail'"),
        ("folder = 3", "key 'folder' is 3; allowed: a text"),
    ],
)
def test_a_mistake_is_named_with_what_is_allowed(tmp_path: Path, table: str, said: str) -> None:
    """Before a learner meets it."""
    with pytest.raises(SpecError, match=rf"course\.toml: hand_in: .*{said}"):
        course(tmp_path, table)


@pytest.mark.parametrize(
    ("hand_in", "place"),
    [
        (HandIn(way="service", to="https://g.example"), "https://g.example"),
        (HandIn(way="folder", to="/srv/in"), "the folder /srv/in"),
        (HandIn(way="git", to="https://me:pw@h/x.git"), "the git remote https://h/x.git"),
    ],
)
def test_a_learner_reads_the_command_that_works_as_it_stands(hand_in: HandIn, place: str) -> None:
    """The path is quoted for a shell; no password of an address is shown."""
    advice = hand_in_advice(hand_in, FILE, right=True)

    assert str(advice) == f"To hand it in to {place}, type in a terminal: grader submit '{FILE}'"


def test_where_people_upload_they_read_what_and_where() -> None:
    """The instructor's own sentence, and the file's path as a file dialog takes it."""
    advice = hand_in_advice(HandIn(way="lms", to="Upload it in Moodle, week 3."), FILE, right=False)

    assert str(advice) == f"To hand it in as it is: Upload it in Moodle, week 3. Your file: {FILE}"


@pytest.mark.parametrize("address", ["http://grader.example.org", "ftp://127.0.0.1", "grader.example.org", "https://"])
def test_a_token_would_never_travel_readable(address: str) -> None:
    """Without TLS to this machine alone."""
    with pytest.raises(SpecError, match="https://"):
        service_origin(address)


@pytest.mark.parametrize("address", ["origin", "git@host:a/b.git", "/srv/a.git", "ssh://host/a.git"])
def test_an_address_without_a_password_is_shown_as_it_is(address: str) -> None:
    """Nothing is lost that somebody needs to recognise it."""
    assert shown_address(address) == address
