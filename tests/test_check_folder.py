"""`grader check` and where it looks: a folder of answers, and the course above the working directory. No kernels."""

import asyncio
import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from grader.commands import check_files as checking
from grader.commands import check_service
from grader.commands.cli import app
from grader.errors import SpecError
from tests import simulated

RIGHT, WRONG = "total = a.sum() - 1", "total = 3"


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course whose kernels run nothing, with nothing of an earlier check in the cache."""
    simulated.kernels(monkeypatch.setattr)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return simulated.course(tmp_path / "course")


def check(*words: str | Path) -> Result:
    result = CliRunner().invoke(app, ["check", *map(str, words)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_the_course_is_found_from_the_working_directory(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that lies elsewhere is checked by the course one works in, as `grade` does it."""
    simulated.hand_in(tmp_path, "ada", RIGHT)
    file = tmp_path / "ada" / "01" / "sum.py"
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SpecError, match=r"no exercises/course\.toml in"):
        check(file)
    monkeypatch.chdir(course / "exercises")
    assert "A sum" in check(file).stdout


def test_each_file_in_a_folder_is_checked(course: Path, tmp_path: Path) -> None:
    """Every answer in it gets its lines and its page, in the folders below it too; other files are named and left."""
    mine = tmp_path / "mine"
    for learner in ("a/first", "b"):
        simulated.hand_in(mine, learner, WRONG)
    (mine / "helpers.py").write_text("x = 1\n", encoding="utf-8")
    for name in (".ipynb_checkpoints", "__pycache__"):
        shutil.copytree(mine / "b", mine / name)

    ended = check(mine, "--course", course)

    pages = [mine / where / "01" / "sum.checked.html" for where in ("a/first", "b")]
    said = [line.removeprefix("Page: ") for line in ended.stdout.splitlines() if line.startswith("Page: ")]
    assert said == [str(page) for page in pages]
    assert sorted(mine.rglob("*.html")) == pages
    assert f"not checked: {mine / 'helpers.py'}: which exercise is this?" in " ".join(ended.stderr.split())
    assert ended.exit_code == 1


def test_a_folder_gives_a_line_of_json_for_each_file(course: Path, tmp_path: Path) -> None:
    """A program that reads the results sees where each one ends."""
    for learner in ("a", "b"):
        simulated.hand_in(tmp_path / "mine", learner, WRONG)
    lines = check(tmp_path / "mine", "--json", "--course", course).stdout.splitlines()
    assert [json.loads(line)["exercise"] for line in lines] == ["01/sum", "01/sum"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["mine", "--exercise", "01/sum"], "--exercise 01/sum: works only for a single file, and .*/mine is a folder"),
        (["empty"], "empty: contains no answer to an exercise of this course"),
        (["course/exercises"], "contains no answer to an exercise of this course; .* is the stub"),
        (["nowhere"], "nowhere: no such file or folder"),
    ],
)
@pytest.mark.usefixtures("course")
def test_a_folder_without_answers_is_refused(
    tmp_path: Path, words: list[str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sentence says what was looked for."""
    simulated.hand_in(tmp_path / "mine", "a", WRONG)
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SpecError, match=said):
        check(*words, "--course", "course")


@pytest.mark.parametrize("failing", ["a", "b"])
def test_a_folder_with_one_wrong_answer_exits_with_1(
    course: Path, tmp_path: Path, failing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever of the answers it is that fails."""

    async def judged(_engine: object, _exercise: str, file: Path, _options: object) -> int:
        return checking.FAILED if failing in file.parts else checking.PASSED

    monkeypatch.setattr(checking, "_check", judged)
    for learner in ("a", "b"):
        simulated.hand_in(tmp_path / "mine", learner, WRONG)
    assert check(tmp_path / "mine", "--course", course).exit_code == 1
    assert check(tmp_path / "mine" / ({"a", "b"} - {failing}).pop(), "--course", course).exit_code == 0


def test_in_a_watched_folder_each_saved_file_is_noticed(tmp_path: Path) -> None:
    """A file that was changed, or is new, also in a folder below; a page or a checkpoint beside it does not count."""
    simulated.hand_in(tmp_path, "a", WRONG)
    old, new = tmp_path / "a" / "01" / "sum.py", tmp_path / "b" / "01" / "sum.py"

    async def noticed() -> list[Path]:
        saved = check_service._saved(tmp_path, {old: check_service._stamp(old)})
        old.with_suffix(".checked.html").write_text("page", encoding="utf-8")
        old.write_text("total = 11.0", encoding="utf-8")
        first = await anext(saved)
        simulated.hand_in(tmp_path, "b", WRONG)
        second = await anext(saved)
        await saved.aclose()  # type: ignore[attr-defined] # an asynchronous generator
        return [first, second]

    assert asyncio.run(asyncio.wait_for(noticed(), 60)) == [old, new]


def test_a_right_answer_is_followed_by_what_comes_next(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong one is followed by nothing; `progress` knows of both."""
    rubric = course / "exercises" / "01" / "sum.toml"
    shape, _, _ = rubric.read_text(encoding="utf-8").partition('\n[[criteria]]\nid = "value"')
    rubric.write_text(shape, encoding="utf-8")  # its other criterion takes a kernel
    simulated.hand_in(tmp_path, "ada", RIGHT)
    file = tmp_path / "ada" / "01" / "sum.py"
    said = [check(file, "--course", course).stdout, progress(course)]
    monkeypatch.setattr(simulated, "SEEN", simulated.RIGHT)
    said += [check(file, "--course", course).stdout, progress(course)]

    assert ["Every exercise is done." in one for one in said] == [False, False, True, True]
    assert [one.splitlines()[0].partition(": ")[2] for one in said[1::2]] == [
        "0 of 1 exercise done",
        "1 of 1 exercise done",
    ]
    assert "Next: A sum" in said[1]


def progress(course: Path) -> str:
    return CliRunner().invoke(app, ["progress", "--course", str(course)]).stdout
