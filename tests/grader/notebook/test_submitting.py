"""A notebook handed in from within JupyterLab to a service, whose token is kept once the service has taken it."""

from pathlib import Path

import pytest

from grader.commands.tokens import kept_token
from grader.errors import GraderError
from grader.notebook.submitting import submit_file
from tests.grader import tiny

NOBODY = "http://127.0.0.1:9"
"""The port of an old protocol, on which nothing answers."""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An answer in a course that is handed in to a service; tokens are the test's own."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("GRADER_TOKEN", raising=False)
    root = tmp_path / "course"
    tiny.write(root)
    with (root / "exercises" / "course.toml").open("a", encoding="utf-8") as course:
        course.write(f'\n[hand_in]\nservice = "{NOBODY}"\n')
    (root / "sum.ipynb").write_text("{}")
    return root / "sum.ipynb"


def test_a_token_that_is_not_known_is_asked_for(file: Path) -> None:
    """Nothing was sent then."""
    assert submit_file(file) == {"needs_token": NOBODY}


def test_a_token_is_not_kept_where_no_service_took_it(file: Path) -> None:
    """The sentence is the command's, without its name."""
    with pytest.raises(GraderError, match=r"^http://127\.0\.0\.1:9: can't be reached"):
        submit_file(file, "a-token")

    assert kept_token(NOBODY) == ""
