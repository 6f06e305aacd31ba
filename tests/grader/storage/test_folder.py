"""Every file in a folder is found or reported as a problem."""

import hashlib
import os
import unicodedata
from pathlib import Path

import pytest

from grader.errors import SpecError
from grader.storage import folder as folder_module
from grader.storage.folder import Intake, Problem, SubmittedFile, load, scan_folder

EXERCISES = ("05_single_layer/elementwise", "06_multi_layer/two_layers", "06_multi_layer/three_layers")


def put(folder: Path, name: str, content: str = "x = 1\n") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def collected(folder: Path) -> Intake:
    return scan_folder(folder, EXERCISES)


def only_problem(folder: Path) -> Problem:
    """The one problem of a folder in which nothing is graded."""
    intake = collected(folder)
    assert intake.files == ()
    (problem,) = intake.problems
    return problem


def test_notebooks_and_scripts_are_found(tmp_path: Path) -> None:
    """Both suffixes are, with learner, exercise and the digest of the bytes."""
    notebook = put(tmp_path, "ada/05_single_layer/elementwise.ipynb", "{}")
    script = put(tmp_path, "bo/06_multi_layer/two_layers.py", "y = 2\n")
    assert collected(tmp_path) == Intake(
        files=(
            SubmittedFile(
                learner="ada", exercise=EXERCISES[0], path=notebook, sha256=hashlib.sha256(b"{}").hexdigest()
            ),
            SubmittedFile(
                learner="bo", exercise=EXERCISES[1], path=script, sha256=hashlib.sha256(b"y = 2\n").hexdigest()
            ),
        ),
        problems=(),
    )


def test_files_are_in_order(tmp_path: Path) -> None:
    """By learner and exercise, whatever order the disk lists them in."""
    exercises = ("05/b", "05/a-b", "05/a", "05-x/a")  # a folder lists "05" before "05-x", and "a-b.py" before "a.py"
    for learner in ("zoe", "Bo", "ada"):
        for exercise in exercises:
            put(tmp_path, f"{learner}/{exercise}.py")
    found = [(one.learner, one.exercise) for one in scan_folder(tmp_path, exercises).files]
    assert found == sorted(found)
    assert len(found) == 12


def test_an_empty_folder_is_fine(tmp_path: Path) -> None:
    """Nothing handed in is not a problem."""
    (tmp_path / "ada").mkdir()
    assert collected(tmp_path) == Intake(files=(), problems=())


@pytest.mark.parametrize(
    ("folder", "said"),
    [
        ("ada", "is one learner's folder, because it contains 05_single_layer/elementwise.py;"),
        ("ada/05_single_layer", "is one lesson's folder of a learner, because it contains elementwise.py;"),
    ],
)
def test_a_learners_folder_given_as_a_cohort_is_recognised(
    tmp_path: Path, folder: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its lessons would be taken for learners, and each file for one that is not in a lesson's folder."""
    put(tmp_path, "ada/05_single_layer/elementwise.py")
    put(tmp_path, "ada/05_single_layer/notes.txt")
    put(tmp_path, "ada/_data/notes.txt")
    takes = "`grade` needs the folder with one folder per learner, and `check` can use this one"
    with pytest.raises(SpecError) as refused:
        collected(tmp_path / folder)
    assert str(refused.value) == f"{tmp_path / folder}: {said} {takes}"
    monkeypatch.chdir(tmp_path / folder)
    with pytest.raises(SpecError, match=said):
        collected(Path())


def test_a_cohort_with_a_misplaced_lesson_folder_is_graded(tmp_path: Path) -> None:
    """One folder in the wrong place keeps nobody else's work from being judged."""
    put(tmp_path, "05_single_layer/elementwise.py")
    put(tmp_path, "ada/05_single_layer/elementwise.py")
    intake = collected(tmp_path)
    assert [one.learner for one in intake.files] == ["ada"]
    assert "is not in a lesson's folder" in str(intake.problems[0])


def test_no_folder_is_the_instructors_mistake(tmp_path: Path) -> None:
    """A missing folder, or a file instead of it, says which layout is looked for."""
    for path in (tmp_path / "none", put(tmp_path, "file")):
        with pytest.raises(
            SpecError, match=r"no such folder; the layout is FOLDER/<learner>/<lesson>/<exercise>\.ipynb"
        ):
            collected(path)


@pytest.mark.parametrize(
    "name",
    [
        ".DS_Store",
        ".git/config",
        "__MACOSX/ada/05_single_layer/elementwise.py",
        "ada/.DS_Store",
        "ada/__pycache__/x.pyc",
        "ada/05_single_layer/.ipynb_checkpoints/elementwise-checkpoint.ipynb",
        "ada/05_single_layer/._elementwise.ipynb",
        "ada/05_single_layer/__pycache__/elementwise.cpython-311.pyc",
        "ada/Thumbs.db",
        "ada/05_single_layer/elementwise.checked.html",
        "ada/_data/cats_and_dogs/learning/1.png",
    ],
)
def test_what_programs_leave_behind_is_ignored(tmp_path: Path, name: str) -> None:
    """Nobody's work is neither found nor a problem."""
    put(tmp_path, name)
    assert collected(tmp_path) == Intake(files=(), problems=())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("stray.ipynb", "stray.ipynb: is next to the learners' folders, not in one; whose is it?"),
        (
            "ada/elementwise.ipynb",
            "elementwise.ipynb: is not in a lesson's folder; put it into the folder of its lesson",
        ),
        ("ada/05_single_layer/elementwise.txt", "neither a notebook (.ipynb) nor a script (.py)"),
        ("ada/05_single_layer/elementwise.IPYNB", "neither a notebook (.ipynb) nor a script (.py)"),
        ("ada/05_single_layer/elementwise.ipynb/x", "this is a folder, but should be a notebook or a script"),
        (
            "ada/5_single_layer/x.py",
            "there is no lesson '5_single_layer' in this course; did you mean '05_single_layer'?",
        ),
        (
            "ada/05_Single_Layer/x.py",
            "there is no lesson '05_Single_Layer' in this course; did you mean '05_single_layer'?",
        ),
        ("ada/05_single_layer/notes/x.py", "notes: this is a folder, but should be a notebook or a script"),
        (
            "ada/05_single_layer/elementwize.py",
            "05_single_layer/elementwize' in this course; did you mean '05_single_layer/elementwise'?",
        ),
        (
            "ada/05_single_layer/Elementwise (1).ipynb",
            "in this course; did you mean '05_single_layer/elementwise'?",
        ),
        (
            "ada/05_single_layer/two_layers.py",
            "05_single_layer/two_layers' in this course; did you mean '06_multi_layer/two_layers'?",
        ),
    ],
)
def test_what_is_not_known_is_a_problem(tmp_path: Path, name: str, said: str) -> None:
    """Nothing is graded under a guess: the nearest name is only offered."""
    put(tmp_path, name)
    assert said in str(only_problem(tmp_path))


def test_what_the_grader_wrote_into_a_learners_folder_is_ignored(tmp_path: Path) -> None:
    """The links of `grader lab` are passed over where it makes them, and no other link or folder of that name is."""
    (tmp_path / "ada" / "05_single_layer").mkdir(parents=True)
    (tmp_path / "ada" / "_data").symlink_to(tmp_path)
    assert collected(tmp_path) == Intake(files=(), problems=())
    (tmp_path / "ada" / "05_single_layer" / "_data").symlink_to(tmp_path)
    assert "a symbolic link, which is not followed" in str(only_problem(tmp_path))


def test_what_is_like_nothing_gets_no_guess(tmp_path: Path) -> None:
    """Where no name is near, none is offered."""
    put(tmp_path, "ada/holiday/x.py")
    assert only_problem(tmp_path).nearest is None
    assert str(only_problem(tmp_path)).endswith("ada/holiday: there is no lesson 'holiday' in this course")


def test_two_files_for_one_exercise_are_a_problem(tmp_path: Path) -> None:
    """Of a notebook and a script we do not choose, and both are named; other exercises are graded."""
    put(tmp_path, "ada/06_multi_layer/two_layers.ipynb")
    put(tmp_path, "ada/06_multi_layer/two_layers.py")
    put(tmp_path, "ada/06_multi_layer/three_layers.py")
    intake = collected(tmp_path)
    assert [one.exercise for one in intake.files] == ["06_multi_layer/three_layers"]
    says = (
        "06_multi_layer: contains two_layers.ipynb and two_layers.py for one exercise; remove the files that should "
        "not be graded"
    )
    assert str(intake.problems[0]).endswith(says)


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("ada/05_single_layer/elementwise.py", "outside.py"),
        ("ada/05_single_layer/elementwise.py", "in/bo/05_single_layer/elementwise.py"),
        ("ada/05_single_layer", "outside"),
        ("ada", "outside"),
        ("ada", "nowhere"),
    ],
)
def test_links_are_not_followed(tmp_path: Path, link: str, target: str) -> None:
    """A symbolic link is a problem at each level, wherever it points: it may point at the answers, or at a friend."""
    put(tmp_path, "outside.py")
    put(tmp_path, "outside/elementwise.py")
    put(tmp_path, "outside/05_single_layer/elementwise.py")
    put(tmp_path, "in/bo/05_single_layer/elementwise.py")
    path = tmp_path / "in" / link
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(tmp_path / target)
    intake = collected(tmp_path / "in")
    assert [one.learner for one in intake.files] == ["bo"]
    (problem,) = intake.problems
    assert str(problem) == f"{path}: a symbolic link, which is not followed; put the file itself there"


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """A named pipe that is called like an exercise is a problem, at once."""
    path = tmp_path / "ada" / "05_single_layer" / "elementwise.py"
    path.parent.mkdir(parents=True)
    os.mkfifo(path)
    assert str(only_problem(tmp_path)) == f"{path}: not a regular file"


def test_a_huge_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file past the cap is a problem; one of exactly the cap is found."""
    monkeypatch.setattr(folder_module, "MAX_FILE_MIB", 1)
    path = put(tmp_path, "ada/05_single_layer/elementwise.ipynb")
    os.truncate(path, 2**20)
    assert len(collected(tmp_path).files) == 1
    os.truncate(path, 2**20 + 1)
    assert "larger than 1 MiB; clear its outputs and hand it in again" in str(only_problem(tmp_path))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("ada/05_single_layer/elementwise.py", "elementwise.py: cannot be read (Permission denied)"),
        ("ada/05_single_layer", "05_single_layer: cannot be listed (Permission denied)"),
    ],
)
def test_what_may_not_be_read_is_a_problem(tmp_path: Path, name: str, says: str) -> None:
    """A file or folder without permission does not stop the others."""
    put(tmp_path, "ada/05_single_layer/elementwise.py")
    put(tmp_path, "bo/05_single_layer/elementwise.py")
    (tmp_path / name).chmod(0)
    intake = collected(tmp_path)
    (tmp_path / name).chmod(0o755)
    assert [one.learner for one in intake.files] == ["bo"]
    assert says in str(intake.problems[0])


@pytest.mark.parametrize("learner", ["Zoë", "李 小龍", "Мария", "\N{SNOWMAN}", "a'; DROP--", "<b>", "-rf", "a\nb", " "])
def test_learners_have_any_name(tmp_path: Path, learner: str) -> None:
    """The folder's name is the learner's, whatever its characters."""
    put(tmp_path, f"{learner}/05_single_layer/elementwise.py")
    assert [one.learner for one in collected(tmp_path).files] == [learner]


def test_a_decomposed_name_is_composed(tmp_path: Path) -> None:
    """The same learner has the same name from macOS and from elsewhere."""
    put(tmp_path, unicodedata.normalize("NFD", "Zoë") + "/05_single_layer/elementwise.py")
    assert [one.learner for one in collected(tmp_path).files] == ["Zo\u00eb"]


def test_two_spellings_of_a_name_are_a_problem(tmp_path: Path) -> None:
    """Two folders that look the same are both refused: they may be one learner or two."""
    for form in ("NFC", "NFD"):
        put(tmp_path, unicodedata.normalize(form, "Zoë") + "/05_single_layer/elementwise.py")
    put(tmp_path, "ada/05_single_layer/elementwise.py")
    intake = collected(tmp_path)
    assert [one.learner for one in intake.files] == ["ada"]
    assert [one.reason for one in intake.problems] == [
        "2 folders are named 'Zo\u00eb', in different Unicode spellings; merge them"
    ] * 2


def test_a_name_that_is_not_text_is_a_problem(tmp_path: Path) -> None:
    """A folder named in another encoding cannot be printed, so it cannot be a learner; the problem can be."""
    Path(tmp_path, os.fsdecode(b"Zo\xeb"), "05_single_layer").mkdir(parents=True)
    line = str(only_problem(tmp_path))
    assert line.endswith(r"/Zo\udceb: its name is not UTF-8; rename it")
    line.encode("utf-8")


def test_a_problem_is_safe_to_print(tmp_path: Path) -> None:
    """Escape codes in a file's name do not reach the terminal."""
    put(tmp_path, "\x1b[2Jada\n.py")
    assert r"\x1b[2Jada\n.py: is next to" in str(only_problem(tmp_path))


def test_a_found_file_loads(tmp_path: Path) -> None:
    """What was found comes back byte for byte."""
    put(tmp_path, "ada/05_single_layer/elementwise.py", "y = 1\n")
    (found,) = collected(tmp_path).files
    assert load(found) == b"y = 1\n"


def test_a_file_that_changed_is_said(tmp_path: Path) -> None:
    """Other bytes than those that were found are not graded in their place; nor is a file that has gone."""
    path = put(tmp_path, "ada/05_single_layer/elementwise.py")
    (found,) = collected(tmp_path).files
    path.write_text("y = 2\n")
    assert load(found) == Problem(path=path, reason="changed while it was being graded; grade again")
    path.unlink()
    assert load(found) == Problem(path=path, reason="cannot be read (No such file or directory)")
