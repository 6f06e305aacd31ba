"""Stubs are their references without the answers: in the committed course, and byte for byte."""

import json
import re
import shutil
from functools import cache
from pathlib import Path

import jupytext
import nbformat
import pytest

from grader.course.exercise_file import load_exercise
from grader.course.loader import load_course
from grader.course.stubs import stub_bytes, sync_stubs
from grader.errors import SpecError
from grader.source.ownership import is_attempted, mark_answers
from grader.source.records import Source
from grader.source.source import exercise_of, fill, read_source, reference_source

COURSE = Path(__file__).parents[3]
EXERCISES = load_course(COURSE).exercises
FRAGMENTS = sorted(COURSE.glob("solutions/*/*/accepted/*.py")) + sorted(COURSE.glob("solutions/*/*/wrong/*.py"))

REFERENCE = """\
# exercise: 01_first/one

# %% [markdown]
# # Title

# %%
x = 1

# %%
# BEGIN SOLUTION
# BLANK: y = ...
y = x + 1
# END SOLUTION
"""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course of one reference, not yet synced."""
    put(tmp_path, "01_first/one", REFERENCE)
    return tmp_path


def put(root: Path, exercise: str, text: str) -> Path:
    reference = root / "solutions" / exercise / "reference.py"
    reference.parent.mkdir(parents=True)
    reference.write_text(text, encoding="utf-8")
    return reference


@cache
def stub_of(exercise: str) -> Source:
    stub = read_source(COURSE / "exercises" / f"{exercise}.ipynb")
    assert isinstance(stub, Source)
    return stub


@cache
def solved(exercise: str) -> Source:
    return reference_source(COURSE / "solutions" / exercise / "reference.py")


def test_committed_stubs_are_current() -> None:
    """No stub of the course has drifted from its reference."""
    assert sync_stubs(COURSE, check=True) == ()


def test_check_writes_nothing(course: Path) -> None:
    """With `check` a missing stub is named and not written; without, it is written, and then none is stale."""
    stub = course / "exercises" / "01_first" / "one.ipynb"
    assert sync_stubs(course, check=True) == (stub,)
    assert not stub.exists()
    assert sync_stubs(course, check=False) == (stub,)
    assert sync_stubs(course, check=False) == ()


@pytest.mark.parametrize(
    "spoil", [lambda path: path.write_text("{}"), lambda path: path.unlink()], ids=["edit", "loss"]
)
def test_stale_stub_is_written_again(course: Path, spoil: object) -> None:
    """A stub that somebody edited or lost comes back to the same bytes."""
    (stub,) = sync_stubs(course, check=False)
    before = stub.read_bytes()
    assert callable(spoil)
    spoil(stub)
    assert sync_stubs(course, check=False) == (stub,)
    assert stub.read_bytes() == before


def test_drift_is_seen(tmp_path: Path) -> None:
    """One changed word in a reference of the real course makes its stub stale, and no other."""
    for folder in ("exercises", "solutions"):
        shutil.copytree(COURSE / folder, tmp_path / folder, ignore=shutil.ignore_patterns("_*"))
    reference = tmp_path / "solutions" / EXERCISES[0] / "reference.py"
    reference.write_text(reference.read_text(encoding="utf-8").replace("# # ", "# # Another ", 1), encoding="utf-8")
    assert sync_stubs(tmp_path, check=True) == (tmp_path / "exercises" / f"{EXERCISES[0]}.ipynb",)


def test_only_answers_change_nothing(course: Path) -> None:
    """Another answer to the same blank gives the same stub."""
    (stub,) = sync_stubs(course, check=False)
    before = stub.read_bytes()
    reference = course / "solutions" / "01_first" / "one" / "reference.py"
    reference.write_text(REFERENCE.replace("x + 1", "1 + x"), encoding="utf-8")
    assert stub_bytes(reference, "01_first/one") == before


def test_one_fault_writes_nothing(course: Path) -> None:
    """A malformed reference is named by file and line before any stub is written."""
    put(course, "01_first/two", REFERENCE.replace("first/one", "first/two").replace("# END SOLUTION\n", ""))
    with pytest.raises(SpecError, match=r"two/reference\.py:10: BEGIN SOLUTION without an END SOLUTION after it"):
        sync_stubs(course, check=False)
    assert not (course / "exercises").exists()


def test_header_must_name_the_exercise(tmp_path: Path) -> None:
    """A reference whose first line names another exercise, from which it was copied perhaps, is refused."""
    put(tmp_path, "01_first/other", REFERENCE)
    message = (
        r"other/reference\.py:1: the first line is '# exercise: 01_first/one', "
        r"but must be '# exercise: 01_first/other'$"
    )
    with pytest.raises(SpecError, match=message):
        sync_stubs(tmp_path, check=True)


def test_stub_is_a_bare_notebook(course: Path) -> None:
    """A stub is valid, has ids of its own, no outputs, and no metadata but its exercise and its kernel."""
    (stub,) = sync_stubs(course, check=False)
    notebook = json.loads(stub.read_bytes())
    nbformat.validate(notebook)
    assert set(notebook["metadata"]) == {"grader", "kernelspec", "language_info"}
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    assert [cell["metadata"] for cell in notebook["cells"]] == [{}, {}, {}]
    assert len({cell["id"] for cell in notebook["cells"]}) == len(notebook["cells"])
    assert exercise_of(stub) == "01_first/one"


@pytest.mark.parametrize("exercise", EXERCISES)
def test_stub_is_reference_minus_blanks(exercise: str) -> None:
    """Read back, a stub has the reference's given cells, and blanks where the reference has its answers."""
    reference, stub = solved(exercise), stub_of(exercise)
    marked = mark_answers(stub, stub)
    assert [cell.answer for cell in marked.cells] == [cell.answer for cell in reference.cells]
    for shipped, answered in zip(marked.cells, reference.cells, strict=True):
        assert shipped.answer == (shipped.text != answered.text)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_stub_is_not_attempted(exercise: str) -> None:
    """A stub handed in as it was shipped is not an attempt, has no need of repair, and says what it is."""
    stub = stub_of(exercise)
    assert not is_attempted(stub, stub)
    assert stub.changes == ()
    assert stub.exercise == exercise


@pytest.mark.parametrize("exercise", EXERCISES)
def test_scripts_are_cut_as_jupytext_cuts_them(exercise: str) -> None:
    """Our own reading of percent scripts finds the code cells that jupytext finds."""
    path = COURSE / "solutions" / exercise / "reference.py"
    ours = read_source(path)
    notebook = jupytext.reads(path.read_text(encoding="utf-8").partition("\n")[2].lstrip(), fmt="py:percent")
    assert isinstance(ours, Source)
    assert [cell.text for cell in ours.cells] == [cell.source for cell in notebook.cells if cell.cell_type == "code"]


@pytest.mark.parametrize("path", FRAGMENTS, ids=lambda path: path.relative_to(COURSE / "solutions").as_posix())
def test_fragments_fit(path: Path) -> None:
    """Every fragment fills its reference's blanks, is an attempt, and leaves all that is given as it is.

    What an answer repeats of the given code, such as `plt.show()`, is not the learner's own.
    """
    folder = path.parents[1]
    exercise = f"{folder.parent.name}/{folder.name}"
    text = (folder / "reference.py").read_text(encoding="utf-8")
    filled = fill(text, path.read_text(encoding="utf-8"), name=str(path))
    reference = solved(exercise)
    assert is_attempted(filled, stub_of(exercise))
    given = [cell for cell in filled.cells if not cell.answer]
    assert [cell for cell in reference.cells if not cell.answer and cell not in given] == []
    assert filled.cells != reference.cells


@pytest.mark.parametrize("exercise", EXERCISES)
def test_wrong_fragments_claim_what_the_rubric_has(exercise: str) -> None:
    """Wrong fragments claim criteria of the rubric, none that another claim would skip, and together all of them."""
    rubric = {criterion.id: criterion.after for criterion in load_exercise(COURSE, exercise).rubric}
    claimed = set()
    for path in (COURSE / "solutions" / exercise / "wrong").glob("*.py"):
        claim = re.match(r"# fails: (.+)\n", path.read_text(encoding="utf-8"))
        assert claim, path
        fails = claim[1].split(", ")
        assert set(fails) <= set(rubric), path
        assert not {rubric[criterion] for criterion in fails} & set(fails), path
        claimed |= set(fails)
    assert claimed == set(rubric)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_enough_fragments(exercise: str) -> None:
    """Each exercise has at least three other right answers and four wrong ones."""
    folder = COURSE / "solutions" / exercise
    assert len(list(folder.glob("accepted/*.py"))) >= 3
    assert len(list(folder.glob("wrong/*.py"))) >= 4
