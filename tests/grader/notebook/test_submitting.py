"""A notebook handed in from within JupyterLab to a service, whose token is kept once the service has taken it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.commands.submit import kept_token
from grader.errors import GraderError
from grader.notebook.submitting import submit_file
from tests.grader import tiny
from tests.grader.service.web.serving import Served, notebook

NOBODY = "http://127.0.0.1:9"
"""The port of an old protocol, on which nothing answers."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The small course, served on loopback."""
    with Served.start(tmp_path_factory.mktemp("served")) as one:
        yield one


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course with an answer in it; tokens are the test's own."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("GRADER_TOKEN", raising=False)
    root = tmp_path / "course"
    tiny.write(root)
    (root / "sum.py").write_bytes(notebook())
    return root


def answer(root: Path, service: str) -> Path:
    """The answer, which is handed in to that service."""
    text = tiny.FILES["exercises/course.toml"]
    (root / "exercises" / "course.toml").write_text(f'{text}\n[hand_in]\nservice = "{service}"\n', encoding="utf-8")
    return root / "sum.py"


def test_a_token_that_is_not_known_is_asked_for(root: Path) -> None:
    """Nothing was sent then."""
    assert submit_file(answer(root, NOBODY)) == {"needs_token": NOBODY}


def test_a_token_is_not_kept_where_no_service_took_it(root: Path) -> None:
    """The sentence is the command's, without its name."""
    with pytest.raises(GraderError, match=r"^http://127\.0\.0\.1:9: can't be reached"):
        submit_file(answer(root, NOBODY), "a-token")

    assert kept_token(NOBODY) == ""


def test_a_token_is_kept_until_the_service_refuses_it(root: Path, served: Served) -> None:
    """Typed once, it is not asked for again; revoked, the learner reads where to make another, which is asked for."""
    access = served.service.access
    served.as_person("ada")
    file, origin, token = answer(root, served.visitor().origin), served.visitor().origin, access.new_token("ada", "lab")

    with pytest.raises(GraderError, match=rf"not valid. Make a new one at {origin}/tokens"):
        submit_file(file, "AAAA")
    first, again = submit_file(file, token), submit_file(file)
    for one in access.tokens("ada"):
        access.revoke("ada", one.number)
    with pytest.raises(GraderError, match="not valid"):
        submit_file(file)

    assert "exercise: 01/sum" in first["receipt"]
    assert (again["again"], again["receipt"]) == (True, first["receipt"])
    assert submit_file(file) == {"needs_token": origin}
