"""What lazy answers may earn is granted for a reason, and no more than they earn."""

from pathlib import Path

import pytest

from grader.errors import SpecError
from grader.model import Criterion, Exercise
from grader.sandbox.limits import Limits
from grader.verification.exemptions import Grant, grants
from grader.verification.lazy.asked import Shortcut

HAS = (Shortcut.TYPED, Shortcut.UNTRAINED)


def read(folder: Path, text: str | None) -> dict[Shortcut, Grant]:
    """The grants of an exercise of three points whose file says so."""
    if text is not None:
        (folder / "lazy.toml").write_text(text, encoding="utf-8")
    one = Exercise(
        id="05/one",
        title="",
        rubric=(Criterion(id="value", title="", check="tensor_values", points=3),),
        limits=Limits(),
        stub=Path(),
        reference=folder / "reference.py",
        digest="",
    )
    return dict(grants(one, HAS))


def test_without_a_file_nothing_is_granted(tmp_path: Path) -> None:
    """Most exercises have none."""
    assert read(tmp_path, None) == {}


def test_a_grant_has_points_and_a_reason(tmp_path: Path) -> None:
    """Under the name of a shortcut."""
    assert read(tmp_path, "[typed]\npoints = 3\nwhy = ' Everybody knows. '\n") == {
        Shortcut.TYPED: Grant(points=3, why="Everybody knows.")
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[typd]\npoints = 1\nwhy = 'x'", r"no lazy answer 'typd'; did you mean 'typed'\? Allowed: typed, untrained"),
        ("[neighbours]\npoints = 1\nwhy = 'x'", r"no lazy answer 'neighbours'\. Allowed: typed, untrained"),
        ("[typed]\npoints = 0\nwhy = 'x'", r"typed: key 'points' is 0; allowed: 1 to 3, the exercise's points"),
        ("[typed]\npoints = 4\nwhy = 'x'", r"typed: key 'points' is 4; allowed: 1 to 3, the exercise's points"),
        ("[typed]\npoints = 1.5\nwhy = 'x'", r"typed: key 'points' is 1\.5; allowed: a whole number"),
        ("[typed]\npoints = 1\nwhy = '  '", r"typed: key 'why' is empty; write the reason why no check can notice it"),
        ("[typed]\npoints = 1", r"typed: key 'why' is missing: a text"),
        ("[typed]\npoints = 1\nwhy = 'x'\nreason = 'y'", r"typed: no key 'reason'\. Allowed: points, why"),
        ("typed = 1", r"typed: is not a table; allowed: the keys points and why"),
        ("[typed", r"is not TOML"),
    ],
)
def test_a_mistaken_grant_is_refused(tmp_path: Path, text: str, says: str) -> None:
    """With file, key, what was found and what is allowed."""
    with pytest.raises(SpecError, match=r"05/one/lazy\.toml: " + says):
        read(tmp_path, text)
