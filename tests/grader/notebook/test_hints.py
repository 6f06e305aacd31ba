"""`%grader hint` gives one hint more each time, without another run."""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from grader.course.datasets.datasets import cache_home
from grader.errors import SpecError
from grader.notebook.checking import NO_MORE, RIGHT, next_hint
from grader.storage.own_progress import OwnCheck, OwnChecks, Unmet
from tests.grader import tiny

CAUSE = Unmet(failure="rule lost", message="A bias is left out.", hints=("nudge", "clearer", "nearly"))
BARE = Unmet(failure="criterion shape", message="It has the wrong shape.", hints=())
ANSWER = b"answer"


@dataclass(frozen=True)
class Checked:
    """A file in a course."""

    root: Path
    file: Path

    def keep(self, *unmet: Unmet) -> None:
        """Say what a check of it found."""
        self.file.write_bytes(ANSWER)
        check = OwnCheck(
            exercise="01/sum",
            file=str(self.file),
            sha256=sha256(ANSWER).hexdigest(),
            attempted=True,
            earned=0,
            possible=1,
            right=not unmet,
            unmet=unmet,
            checked=datetime(2026, 3, 9, tzinfo=UTC),
        )
        OwnChecks(cache_home(), self.root).keep(check)


@pytest.fixture
def checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checked:
    """One that was not checked yet; the cache is the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = tmp_path / "course"
    tiny.write(root)
    return Checked(root, root / "sum.ipynb")


def test_each_time_there_is_one_hint_more(checked: Checked) -> None:
    """The verdict had the first; after the last there is none, and that is said."""
    checked.keep(BARE, CAUSE)

    first, second, third = (str(next_hint(checked.file)) for _ in range(3))

    assert first == "A bias is left out.\n1. nudge\n2. clearer"
    assert second == third == f"A bias is left out.\n1. nudge\n2. clearer\n3. nearly\n{NO_MORE}"


def test_what_has_no_hint_says_what_is_wrong(checked: Checked) -> None:
    """As a hidden criterion has none."""
    checked.keep(BARE)

    assert str(next_hint(checked.file)) == f"It has the wrong shape.\n{NO_MORE}"


def test_a_file_that_was_changed_must_be_checked(checked: Checked) -> None:
    """A hint on what stood there before would mislead; so must one that never was."""
    assert next_hint(checked.file) is None
    checked.keep(CAUSE)
    checked.file.write_bytes(b"another")

    assert next_hint(checked.file) is None


def test_where_all_is_right_there_is_nothing_to_hint_at(checked: Checked) -> None:
    """A sentence says so."""
    checked.keep()

    assert str(next_hint(checked.file)) == RIGHT


def test_outside_of_a_course_there_is_no_hint(tmp_path: Path) -> None:
    """The file lies nowhere that anything is known of."""
    with pytest.raises(SpecError, match=r"course\.toml"):
        next_hint(tmp_path / "a.ipynb")
