"""Editions are numbered by what they hand out, and a notebook of an older one is told what has changed."""

from pathlib import Path

import pytest

from grader.course.editions import (
    FILE,
    edition_notices,
    editions_bytes,
    handed_out,
    read_editions,
    with_current_edition,
)
from grader.course.loader import exercises_of_lessons, load_course
from grader.errors import SpecError
from tests.grader.tiny import ANSWERS, BESIDE, EXERCISE, REFERENCE, RUBRIC, write


def release(root: Path) -> int:
    """The number of the edition that is made now, which the course keeps in mind."""
    editions = with_current_edition(load_course(root), read_editions(root))
    (root / FILE).write_bytes(editions_bytes(editions))
    return editions[-1].number


def test_a_number_grows_with_each_change_and_with_nothing_else(tmp_path: Path) -> None:
    """The same course is the same edition, however often it is released."""
    root = write(tmp_path)

    numbers = [release(root), release(root)]
    write(root, **{f"{BESIDE}.toml": RUBRIC.replace("A sum", "A total")})
    numbers += [release(root), release(root)]
    write(root, **{f"{ANSWERS}/reference.py": REFERENCE.replace("np.sum(a) - 1", "a.sum() - 1")})

    assert [*numbers, release(root)] == [1, 1, 2, 2, 3]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({f"{BESIDE}.toml": RUBRIC.replace("A sum", "A total")}, "what is checked"),
        ({f"{ANSWERS}/reference.py": REFERENCE.replace("np.sum(a) - 1", "a.sum() - 1")}, "the reference solution"),
        (
            {f"{ANSWERS}/reference.py": REFERENCE.replace("3.0, 4.0", "4.0, 5.0")},
            "the text of the task and the reference solution",
        ),
        (
            {
                f"{ANSWERS}/reference.py": REFERENCE.replace("3.0, 4.0", "4.0, 5.0"),
                f"{BESIDE}.toml": RUBRIC.replace("A sum", "A total"),
            },
            "the text of the task, what is checked and the reference solution",
        ),
    ],
)
@pytest.mark.parametrize("released", [True, False])
def test_what_changed_since_an_edition_is_said(
    tmp_path: Path, changes: dict[str, str], said: str, *, released: bool
) -> None:
    """Also before the next edition is made."""
    root = write(tmp_path)
    release(root)
    assert edition_notices(root, EXERCISE) == ()
    write(root, **changes)
    if released:
        release(root)

    ((number, sentence),) = edition_notices(root, EXERCISE)
    assert number == 1
    assert sentence.startswith("This notebook was made from edition 1 of the course. Since then ")
    assert f"Since then {said} of this exercise changed; " in sentence


def test_learners_get_the_digests_of_their_own_exercises_and_of_no_reference(tmp_path: Path) -> None:
    """Neither a coming exercise's name nor what would confirm a guessed answer is handed out."""
    editions = with_current_edition(load_course(write(tmp_path)), ())

    (given,) = handed_out(editions, [EXERCISE])
    assert given.exercises[EXERCISE].keys() == {"task", "criteria"}
    assert handed_out(editions, [])[0].exercises == {}


def test_damaged_editions_are_named(tmp_path: Path) -> None:
    """As a sentence."""
    (tmp_path / FILE).write_bytes(b"{}")

    with pytest.raises(SpecError, match=r"editions\.json: the editions cannot be read"):
        read_editions(tmp_path)


@pytest.mark.parametrize("named", ["01", "1", "1-3", "0-1, 01"])
def test_lessons_are_named_by_folder_number_or_range(tmp_path: Path, named: str) -> None:
    """As an instructor says them."""
    assert exercises_of_lessons(load_course(write(tmp_path)), named) == (EXERCISE,)


@pytest.mark.parametrize("named", ["", "2", "02_more", "3-9", "1,7"])
def test_a_lesson_that_there_is_not_is_named(tmp_path: Path, named: str) -> None:
    """With what there is."""
    with pytest.raises(SpecError, match="lesson"):
        exercises_of_lessons(load_course(write(tmp_path)), named)
