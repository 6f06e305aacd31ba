"""The copy of the course that services work by: whole, the same for all of an OUT, and changed under none of them."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.course.editions import FILE as EDITIONS
from grader.course.loader import load_course
from grader.errors import SpecError
from grader.service.course_copy import CourseChanges, kept_copy, taken_course
from grader.storage.layout import COURSE_COPY
from tests.grader import tiny

RUBRIC = f"{tiny.BESIDE}.toml"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    root = tiny.write(tmp_path / "course")
    data = root / "exercises" / "_data"
    (data / "tfds").mkdir(parents=True)
    (data / "tfds" / "images").write_bytes(b"\0\1")
    (tmp_path / "fetched").mkdir()
    (data / "cats_and_dogs").symlink_to(tmp_path / "fetched")
    return root


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def contents(root: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def edit(path: Path, text: str = "# edited\n") -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def test_the_copy_is_the_course_and_nobody_else_reads_it(course: Path, out: Path) -> None:
    """But for what editors leave; data can be read by kernels, which may be another user, and the folder by none."""
    before = contents(course)
    edit(course / "exercises" / ".course.toml.swp")
    (course / "exercises" / "01" / ".ipynb_checkpoints").mkdir()
    edit(course / "exercises" / "01" / ".ipynb_checkpoints" / "sum.ipynb")
    (course / "solutions" / "01" / "up").symlink_to(course / "solutions")
    edit(course / "README.md")

    old = os.umask(0o077)
    try:
        with taken_course(out, course) as copy:
            assert contents(copy) == before
            assert load_course(copy).exercises == load_course(course).exercises
            assert copy.stat().st_mode & 0o777 == 0o700
            assert {path.stat().st_mode & 0o444 for path in copy.rglob("*")} == {0o444}
    finally:
        os.umask(old)


def test_an_edit_takes_effect_when_every_service_has_ended(course: Path, out: Path) -> None:
    """One that starts meanwhile is refused, and told what differs; one with the course as it was is not."""
    before = contents(course)
    with taken_course(out, course) as copy:
        edit(course / RUBRIC)
        with pytest.raises(SpecError, match=r"these files have changed since: 01/sum\. End every service"):  # noqa: SIM117
            with taken_course(out, course):
                pass
        assert contents(copy) == before
        (course / RUBRIC).write_bytes(before[RUBRIC])
        with taken_course(out, course) as same:
            assert same == copy

    edit(course / RUBRIC)
    with taken_course(out, course) as copy:
        assert contents(copy) == contents(course) != before


def test_a_coordinator_that_goes_on_keeps_the_copy_as_it_is(course: Path, out: Path) -> None:
    """Its web process may have been killed, and what it judges is not ended yet."""
    with taken_course(out, course):
        pass
    with kept_copy(out):
        edit(course / RUBRIC)
        with pytest.raises(SpecError, match="01/sum"), taken_course(out, course):
            pass


def test_a_copy_is_brought_up_to_date_file_by_file(course: Path, out: Path) -> None:
    """What is the same keeps its time; what is gone goes; what a killed service left half-copied is made whole."""
    with taken_course(out, course) as copy:
        pass
    whole = copy / "exercises" / "course.toml"
    os.utime(whole, (1, 1))
    (copy / RUBRIC).write_bytes(b"title = ")
    (copy / "evidence" / "01").mkdir(parents=True)
    edit(copy / "evidence" / "01" / "sum.json.z")

    with taken_course(out, course):
        assert contents(copy) == contents(course)
        assert whole.stat().st_mtime == 1
        assert not (copy / "evidence").exists(), "an empty folder would make another kind of course of it"


def _removed(path: Path) -> None:
    path.unlink()


def _same_size(path: Path) -> None:
    """As an editor that keeps a file's time, and changes no length."""
    times = path.stat()
    path.write_bytes(path.read_bytes()[::-1])
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


@pytest.mark.parametrize("change", [edit, _removed, _same_size])
@pytest.mark.parametrize(
    ("file", "named"),
    [
        (RUBRIC, tiny.EXERCISE),
        (f"{tiny.BESIDE}.ipynb", tiny.EXERCISE),
        (f"{tiny.ANSWERS}/reference.py", tiny.EXERCISE),
        (f"{tiny.ANSWERS}/wrong/mean.py", tiny.EXERCISE),
        ("exercises/course.toml", "exercises/course.toml"),
        ("exercises/_data/tfds/images", "exercises/_data"),
    ],
)
def test_whatever_changes_is_named(
    course: Path, out: Path, change: Callable[[Path], None], file: str, named: str
) -> None:
    """By its exercise, or by its path where it has none; and not any more once it is as it was."""
    with taken_course(out, course) as copy:
        changes = CourseChanges(course, copy)
        assert changes.look() == ()
        content = (course / file).read_bytes()
        change(course / file)
        assert [changes.look(), changes.look()] == [(named,)] * 2
        (course / file).write_bytes(content)
        assert changes.look() == ()


def test_what_is_added_is_named(course: Path, out: Path) -> None:
    """A new exercise, a first due date, a first edition."""
    with taken_course(out, course) as copy:
        changes = CourseChanges(course, copy)
        for name in ("exercises/02/new.toml", "exercises/assignments.toml", EDITIONS):
            (course / name).parent.mkdir(exist_ok=True)
            edit(course / name)

        assert changes.look() == ("02/new", EDITIONS, "exercises/assignments.toml")


def test_what_did_not_change_is_not_read_again(course: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A look every few seconds costs a look at times."""
    read, real = list[Path](), Path.read_bytes
    with taken_course(out, course) as copy:
        changes = CourseChanges(course, copy)
        changes.look()
        monkeypatch.setattr(Path, "read_bytes", lambda path: read.append(path) or real(path))  # type: ignore[func-returns-value] # a list
        (course / RUBRIC).touch()
        changes.look()
        changes.look()

    assert read == [course / RUBRIC, copy / RUBRIC]
    assert (out / COURSE_COPY) == copy
