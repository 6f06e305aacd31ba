"""`grader check` in real kernels: exit code, JSON, page, watching, and without a sandbox."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import jsonschema
import nbformat
import pytest

import grader
from grader.source.source import fill
from tests.called import called

pytestmark = [pytest.mark.kernel, pytest.mark.usefixtures("shared_zygotes")]

ROOT = Path(__file__).parents[1]
EXERCISE = "06_multi_layer/two_layers"
ANSWERS = ROOT / "solutions" / EXERCISE
SMALL, KNOWN = "07_numpy/round_trip", "half_way.py"
SCHEMA = json.loads((Path(grader.__file__).parent / "result.schema.json").read_text(encoding="utf-8"))


def command(file: Path, *options: str) -> list[str]:
    """The command that checks a file of this course."""
    call = "from grader.commands.cli import main; main()"
    return [sys.executable, "-u", "-c", call, "check", str(file), "--course", str(ROOT), *options]


def started(file: Path, *options: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """A file checked once, by a process of its own."""
    return subprocess.run(command(file, *options), capture_output=True, text=True, check=False, env=env)


def checked(file: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """The same in this process, whose zygote stays warm."""
    return called("check", str(file), "--course", str(ROOT), *options)


def notebook(fragment: str, answers: Path = ANSWERS) -> bytes:
    """The exercise's notebook with an answer in its blank."""
    reference = (answers / "reference.py").read_text(encoding="utf-8")
    source = fill(reference, (answers / fragment).read_text(encoding="utf-8"))
    cells = [nbformat.v4.new_code_cell(cell.text) for cell in source.cells]
    return str(nbformat.writes(nbformat.v4.new_notebook(cells=cells))).encode()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A wrong answer, in a folder that says which exercise it is."""
    path = tmp_path / f"{EXERCISE}.ipynb"
    path.parent.mkdir()
    path.write_bytes(notebook("wrong/hidden_bias_lost.py"))
    return path


def result(stdout: str) -> dict[str, Any]:
    """The one result on stdout, valid by the schema."""
    document: dict[str, Any] = json.loads(stdout)
    jsonschema.validate(document, SCHEMA)
    return document


def test_a_wrong_answer_exits_with_1_and_leaves_a_page(file: Path) -> None:
    """The learner reads which criterion is not met, a hint, and where the page is."""
    ended = started(file)

    page = file.with_name("two_layers.checked.html")
    assert ended.returncode == 1
    assert "✗ output is what the network computes  0/1" in ended.stdout
    assert "Hint 1 of 3: " in ended.stdout
    assert str(page) in ended.stdout
    assert page.read_text(encoding="utf-8").lower().startswith("<!doctype html>")


def test_the_same_failure_gets_the_next_hint(file: Path) -> None:
    """Not the first one again, however often it is checked."""
    said = [checked(file).stdout for _ in range(2)]

    assert ["Hint 1 of 3: " in one for one in said] == [True, False]
    assert "Hint 2 of 3: " in said[1]


def test_a_right_answer_exits_with_0(file: Path) -> None:
    """The exercise is known from the path alone."""
    file.write_bytes(notebook("accepted/one_line.py"))

    ended = checked(file, "--json")

    assert ended.returncode == 0
    assert result(ended.stdout)["score"] == {"earned": 6, "possible": 6, "unscored": 0}


def test_a_file_that_is_not_a_notebook_says_what_to_do(file: Path) -> None:
    """A damaged file is the learner's to fix, in a sentence."""
    file.write_bytes(b"")

    ended = checked(file, "--json", "--exercise", EXERCISE)

    assert ended.returncode == 1
    assert result(ended.stdout)["outcome"] == "unreadable"
    assert "empty" in result(ended.stdout)["run"]["message"]


def test_each_check_releases_one_more_hint_of_what_went_wrong(file: Path) -> None:
    """The learner reads what we think happened, what to read again, and at the third check nearly the answer."""
    quick = "--no-hints"
    first, second, third = (checked(file, quick), checked(file, "--json", quick), checked(file, quick))

    (diagnosis,) = result(second.stdout)["diagnoses"]
    assert "It looks as if a bias is missing in the formula" in first.stdout
    assert "Read again: lesson 6, Multi-layer; check again for the next hint" in first.stdout
    assert (diagnosis["rule"], len(diagnosis["hints"])) == ("bias_lost", 2)
    assert "    3. " in third.stdout
    assert "next hint" not in third.stdout


def test_what_was_mended_in_between_begins_at_the_first_hint_again(file: Path) -> None:
    """Also where results are printed as JSON, as the notebook's panel asks for them."""

    def hints(fragment: str) -> list[int]:
        file.write_bytes(notebook(fragment))
        return [len(one["hints"]) for one in result(checked(file, "--json", "--no-hints").stdout)["diagnoses"]]

    wrong, right = "wrong/hidden_bias_lost.py", "accepted/one_line.py"

    assert [hints(one) for one in (wrong, wrong, right, wrong)] == [[1], [2], [], [1]]


def test_a_cause_is_proven_by_a_repair_that_was_run(file: Path) -> None:
    """It replaces the likely one, says how many repairs were tried, and changes nothing of the marks."""
    proven, likely = (result(checked(file, "--json", *more).stdout) for more in ((), ("--no-hints",)))

    (diagnosis,) = proven["diagnoses"]
    assert diagnosis["proven"]["repair"]
    assert diagnosis["proven"]["tries"] >= 1
    assert "every criterion passes" in diagnosis["message"]
    assert proven["run"]["hints_cpu_s"] > 0
    assert likely["run"]["hints_cpu_s"] == 0
    assert [one["proven"] for one in likely["diagnoses"]] == [None] * len(likely["diagnoses"])
    assert (proven["findings"], proven["score"]) == (likely["findings"], likely["score"])


@pytest.fixture
def small_course(tmp_path: Path) -> Path:
    """A course of `SMALL` alone, with one wrong answer whose cause is known.

    Without a sandbox each of those takes a kernel that starts from nothing.
    """
    root, known = tmp_path / "course", ("reference.py", f"wrong/{KNOWN}")
    for name in (f"exercises/{SMALL}.toml", f"exercises/{SMALL}.ipynb", *(f"solutions/{SMALL}/{one}" for one in known)):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    for data in ("exercises/_data", "solutions/_sealed"):
        (root / data).symlink_to(ROOT / data)
    lesson, exercise = SMALL.split("/")
    head = f'title = "t"\n[[lessons]]\nid = "{lesson}"\ntitle = "t"\nsections = [7]\nexercises = ["{exercise}"]\n'
    (root / "exercises" / "course.toml").write_text(head, encoding="utf-8")
    return root


def test_without_a_sandbox_the_verdicts_are_the_same_and_the_result_says_so(small_course: Path, tmp_path: Path) -> None:
    """Where there is no bubblewrap, one's own file can be checked, and is never taken for a mark."""
    file = tmp_path / f"{SMALL}.ipynb"
    file.parent.mkdir()
    file.write_bytes(notebook("wrong/never_converted_back.py", ROOT / "solutions" / SMALL))
    here = ("--json", "--course", str(small_course))

    ended = started(file, "--no-sandbox", *here, env=os.environ | {"PATH": str(tmp_path)})

    found, sandboxed = result(ended.stdout), result(called("check", str(file), *here).stdout)
    assert found["run"]["sandboxed"] is False
    assert sandboxed["run"]["sandboxed"] is True
    assert found["findings"] == sandboxed["findings"]


def read_until(stream: IO[str], start: str) -> list[str]:
    """The lines up to the one that starts so."""
    lines: list[str] = []
    for line in stream:
        lines.append(line)
        if line.startswith(start):
            return lines
    raise AssertionError(lines)


def test_watching_checks_again_when_the_file_is_saved(file: Path) -> None:
    """Each save gives a verdict, also when the editor puts a new file in place."""
    with subprocess.Popen(command(file, "--watch"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as watch:
        assert watch.stdout is not None
        assert watch.stderr is not None
        first = read_until(watch.stdout, "Page")
        read_until(watch.stderr, "Watching")
        file.with_suffix(".new").write_bytes(notebook("accepted/one_line.py"))
        file.with_suffix(".new").replace(file)
        second = read_until(watch.stdout, "Page")
        watch.terminate()  # not SIGINT: whoever runs the tests in the background has it ignored

    assert "3 of 6 points" in "".join(first)
    assert "6 of 6 points" in "".join(second)
