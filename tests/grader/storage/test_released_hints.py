"""Hints are released one at a time, for each file, exercise and failure."""

from pathlib import Path

import pytest

from grader.storage.own_progress import ReleasedHints

SIGN = "rule sign_lost"
HINTS = ("one", "two", "three")


def test_each_check_releases_one_more(tmp_path: Path) -> None:
    """The first gives one hint, the third all three, and there is no fourth."""
    counts = [len(ReleasedHints(tmp_path, Path("a.ipynb"), "05/a").next_hints(SIGN, HINTS)) for _ in range(4)]

    assert counts == [1, 2, 3, 3]


def test_a_hint_that_was_shown_otherwise_is_not_released_again(tmp_path: Path) -> None:
    """Who has seen the first gets the second, and then the third."""
    counts = [len(ReleasedHints(tmp_path, Path("a"), "05/a").next_hints(SIGN, HINTS, shown=1)) for _ in range(3)]

    assert counts == [2, 3, 3]


def test_another_file_exercise_or_failure_begins_at_its_own_first_hint(tmp_path: Path) -> None:
    """What one has been given says nothing of another."""
    ReleasedHints(tmp_path, Path("a.ipynb"), "05/a").next_hints(SIGN, HINTS)

    assert ReleasedHints(tmp_path, Path("b.ipynb"), "05/a").next_hints(SIGN, HINTS) == ("one",)
    assert ReleasedHints(tmp_path, Path("a.ipynb"), "06/a").next_hints(SIGN, HINTS) == ("one",)
    assert ReleasedHints(tmp_path, Path("a.ipynb"), "05/a").next_hints("rule bias_lost", HINTS) == ("one",)


def test_what_was_mended_in_between_begins_at_the_first_hint(tmp_path: Path) -> None:
    """Coming back, it is a mistake of its own; what is still wrong goes on."""
    released_hints = ReleasedHints(tmp_path, Path("a.ipynb"), "05/a")
    released_hints.keep_only([])  # nothing to forget yet
    released_hints.next_hints(SIGN, HINTS)
    released_hints.next_hints("rule bias_lost", HINTS)
    released_hints.keep_only(["rule bias_lost"])

    assert released_hints.next_hints(SIGN, HINTS) == ("one",)
    assert released_hints.next_hints("rule bias_lost", HINTS) == ("one", "two")


def test_what_has_no_hints_is_given_none(tmp_path: Path) -> None:
    """As a hidden criterion has none; what is known of others stays."""
    released_hints = ReleasedHints(tmp_path, Path("a.ipynb"), "05/a")
    released_hints.next_hints(SIGN, HINTS)

    assert released_hints.next_hints("criterion hidden", ()) == ()
    assert released_hints.next_hints(SIGN, HINTS) == ("one", "two")


@pytest.mark.parametrize(
    "kept", [b"", b"\xff", b"[]", b'{"rule sign_lost": 9}', b'{"rule sign_lost": "1"}', b"[" * 5000]
)
def test_what_cannot_be_read_begins_anew(tmp_path: Path, kept: bytes) -> None:
    """A damaged file costs nothing but a hint that was seen before."""
    released_hints = ReleasedHints(tmp_path, Path("a.ipynb"), "05/a")
    released_hints.next_hints(SIGN, HINTS)
    (state,) = (tmp_path / "hints").iterdir()
    state.write_bytes(kept)

    assert released_hints.next_hints(SIGN, HINTS) == ("one",)


def test_the_learners_path_is_in_no_file_name(tmp_path: Path) -> None:
    """The folder does not reveal what was checked."""
    ReleasedHints(tmp_path, Path("secret.ipynb"), "05/a").next_hints(SIGN, HINTS)

    assert not [path for path in tmp_path.rglob("*") if "secret" in path.name]
