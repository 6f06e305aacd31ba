"""Every file in a course's two folders belongs to something, or is reported."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from grader.course.exercise_file import load_exercise
from grader.course.loader import load_course
from grader.errors import SpecError, StorageError
from grader.verification.tree import exercise_gaps, stray_files
from tests.grader import tiny

ROOT = Path(__file__).parents[3]


STRAYS = (
    "exercises/01/deeper/sum.txt",
    "exercises/01/picture.png",
    "exercises/01/sum.checked.html",
    "exercises/_old/sum.txt",
    "exercises/notes.txt",
    "solutions/01/notes.md",
    "solutions/01/other/accepted/loop.py",
    "solutions/01/sum/acepted/loop.py",
    "solutions/01/sum/wrong.py",
    "solutions/01/sum/wrong/deeper/mean.py",
    "solutions/01/sum/wrong/mean.txt",
)


def test_a_file_that_belongs_to_nothing_is_named(tmp_path: Path) -> None:
    """Wherever it lies: what nothing reads misleads whoever does."""
    root = tiny.write(tmp_path, **dict.fromkeys(STRAYS, "x"))

    assert sorted(stray_files(load_course(root))) == list(STRAYS)


def test_odd_files_are_named_like_any_other(tmp_path: Path) -> None:
    """A link to nowhere, a pipe, and a name that no text can hold."""
    root = tiny.write(tmp_path)
    (root / "exercises" / "01" / "gone.txt").symlink_to("nowhere")
    (root / "exercises" / "01" / "loop.txt").symlink_to("loop.txt")
    os.mkfifo(root / tiny.ANSWERS / "pipe.py")
    (root / "solutions" / os.fsdecode(b"caf\xe9.txt")).write_text("x", encoding="utf-8")

    found = stray_files(load_course(root))

    odd = ("exercises/01/gone.txt", "exercises/01/loop.txt", f"{tiny.ANSWERS}/pipe.py", "solutions/caf[U+DCE9].txt")
    assert sorted(found) == sorted(odd)
    assert "\n".join(found).encode()


@contextmanager
def as_somebody() -> Iterator[None]:
    """As an account that permissions hold for."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(before)


def test_what_may_not_be_read_is_named() -> None:
    """A folder or a file without permission is a sentence, and so is an answer that is not a text."""
    with tempfile.TemporaryDirectory() as place:  # pytest's own is closed to others
        root = tiny.write(Path(place) / "course")
        Path(place).chmod(0o755)
        closed, answer = root / "exercises" / "closed", root / tiny.ANSWERS / "wrong" / "mean.py"
        closed.mkdir(mode=0)
        answer.chmod(0)
        (root / f"{tiny.BESIDE}.ipynb").chmod(0o644)
        course, exercise = load_course(root), load_exercise(root, tiny.EXERCISE)

        with as_somebody():
            with pytest.raises(StorageError, match=r"exercises/closed: can't be read \(Permission denied\); check its"):
                stray_files(course)
            with pytest.raises(SpecError, match=r"01/sum/wrong/mean\.py: can't be read: Permission denied"):
                exercise_gaps(exercise)

        answer.write_bytes(b"total = 1 # \xe9")
        with pytest.raises(SpecError, match=r"01/sum/wrong/mean\.py: is not UTF-8: byte 12 is 0xe9"):
            exercise_gaps(exercise)


def test_a_course_may_be_named_from_where_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its files are found from anywhere else after that."""
    monkeypatch.chdir(tiny.write(tmp_path))

    assert load_course(Path()).root == tmp_path


def test_what_belongs_is_not_a_stray(tmp_path: Path) -> None:
    """Nor is what an editor or Python leaves behind."""
    own = ["exercises/_data/tfds/mnist/x", "solutions/_sealed/mnist.npz"]
    own += [f"{tiny.ANSWERS}/mutants.toml", f"{tiny.ANSWERS}/lazy.toml"]
    left = ["exercises/01/.ipynb_checkpoints/sum.ipynb", f"{tiny.ANSWERS}/__pycache__/x.pyc", "solutions/.DS_Store"]
    root = tiny.write(tmp_path, **dict.fromkeys([*own, *left], ""))

    assert stray_files(load_course(root)) == ()


def test_this_course_has_no_strays() -> None:
    """The repository itself is held to it."""
    assert stray_files(load_course(ROOT)) == ()


def test_an_exercise_that_is_whole_has_no_complaints(tmp_path: Path) -> None:
    """The sample of the next test, with nothing taken away."""
    assert exercise_gaps(load_exercise(tiny.write(tmp_path), tiny.EXERCISE)) == ()


def test_what_an_exercise_lacks_is_said_in_a_sentence_each(tmp_path: Path) -> None:
    """Answers that are too few, a criterion that nobody fails, a stub that is out of step."""
    root = tiny.write(tmp_path)
    (root / tiny.ANSWERS / "accepted" / "loop.py").unlink()
    (root / tiny.ANSWERS / "wrong" / "not_added.py").unlink()
    reference = root / tiny.ANSWERS / "reference.py"
    reference.write_text(tiny.REFERENCE.replace("3.0, 4.0", "4.0, 4.0"), encoding="utf-8")

    assert exercise_gaps(load_exercise(root, tiny.EXERCISE)) == (
        "the stub differs from its reference; type: grader sync",
        "accepted/ contains 2 answers; at least 3 are needed",
        "wrong/ contains 4 answers; at least 5 are needed",
        "criterion 'shape': no answer in wrong/ declares that it fails",
    )
