"""`grader new` makes a whole exercise, writes over nothing, and leaves a course that loads wherever it is cut off."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from grader.course.exercise_file import load_exercise
from grader.course.loader import UNFINISHED, load_course
from grader.course.new_exercise import create_exercise
from grader.course.stubs import sync_stubs
from grader.errors import SpecError, StorageError
from grader.source.ownership import is_attempted
from grader.source.source import fill, read_source, reference_source
from grader.util.files import write_whole

COURSE = """\
title = "Deep Learning"    # a comment
unpractised = [{ section = 9, title = "Recap", reason = "It looks back." }]

# about the lessons

[[lessons]]
id = "02_neurons"
title = "Neurons"
sections = [2]
exercises = []    # none yet

# about the layers

[[lessons]]
id = "04_layers"
title = "Layers"
sections = [4, 5]
exercises = [
    # none yet
]
"""
NEW = "02_neurons/squares"
FILES = {
    f"exercises/{NEW}.ipynb",
    f"exercises/{NEW}.toml",
    f"solutions/{NEW}/reference.py",
    f"solutions/{NEW}/accepted/dot_product.py",
    f"solutions/{NEW}/wrong/squared_after_sum.py",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A course without exercises."""
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / "course.toml").write_text(COURSE, encoding="utf-8")
    return tmp_path


def contents(root: Path) -> Mapping[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.glob("**/*") if path.is_file()}


def test_a_new_exercise_is_whole(root: Path) -> None:
    """It is listed, its rubric and reference are read, and its stub is current and not attempted."""
    written = create_exercise(root, NEW)

    assert {path.relative_to(root).as_posix() for path in written} == FILES | {"exercises/course.toml"}
    assert contents(root).keys() == FILES | {"exercises/course.toml"}
    assert load_course(root).exercises == (NEW,)
    exercise = load_exercise(root, NEW)
    assert [criterion.id for criterion in exercise.rubric] == ["value"]
    assert sync_stubs(root, check=True) == ()
    stub = read_source(exercise.stub)
    assert not is_attempted(stub, stub)  # type: ignore[arg-type] # it is a source


def test_its_answers_fill_its_blank(root: Path) -> None:
    """The accepted answer and the wrong one are lines for the reference's blank."""
    create_exercise(root, NEW)
    folder = root / "solutions" / NEW
    text = (folder / "reference.py").read_text(encoding="utf-8")
    reference = reference_source(folder / "reference.py")
    for path in folder.glob("*/*.py"):
        assert fill(text, path.read_text(encoding="utf-8"), name=path.name).cells != reference.cells


def test_no_comment_for_instructors_is_code_of_the_stub(root: Path) -> None:
    """What explains the answer stays in the reference; what explains the text is hidden by notebooks."""
    create_exercise(root, NEW)
    stub = (root / "exercises" / f"{NEW}.ipynb").read_text(encoding="utf-8")

    assert "no learner gets them" not in stub
    assert stub.count("<!--") == stub.count("-->") > 0


def test_the_rubric_explains_every_key_that_a_criterion_may_have(root: Path) -> None:
    """A newcomer reads of each key, used or not, what it is for."""
    create_exercise(root, NEW)
    lines = (root / "exercises" / f"{NEW}.toml").read_text(encoding="utf-8").splitlines()
    explained = {line.lstrip("# ").split(" ")[0] for line in lines if " = " in line and "#" in line[2:]}

    assert explained >= {
        "title",
        "other_name_costs",
        "id",
        "check",
        "of",
        "points",
        "after",
        "replay",
        "hints",
        "hidden",
    }


def test_the_course_file_keeps_its_comments(root: Path) -> None:
    """In a lesson that is there one name is added, and not a character more is changed."""
    create_exercise(root, NEW)
    once = (root / "exercises" / "course.toml").read_text(encoding="utf-8")
    create_exercise(root, "04_layers/deep")
    twice = (root / "exercises" / "course.toml").read_text(encoding="utf-8")

    assert once == COURSE.replace("[]    # none yet", '["squares"]    # none yet')
    assert "    # none yet\n" in twice
    assert tomllib.loads(twice)["lessons"][1]["exercises"] == ["deep"]


@pytest.mark.parametrize("end", ["\n", ""], ids=["ended", "unended"])
@pytest.mark.parametrize(
    ("lesson", "before", "after"),
    [
        ("01_first_steps", "# about the lessons\n\n", '\n[[lessons]]\nid = "02_neurons"'),
        ("03_losses", "exercises = []    # none yet\n\n", '\n# about the layers\n\n[[lessons]]\nid = "04_layers"'),
        ("06_training", "    # none yet\n]\n\n", ""),
    ],
)
def test_a_new_lesson_stands_where_its_number_puts_it(
    root: Path, lesson: str, before: str, after: str, end: str
) -> None:
    """It has a title, a section and space around it, and what stands above another lesson stays there."""
    (root / "exercises" / "course.toml").write_text(COURSE.rstrip("\n") + end, encoding="utf-8")
    create_exercise(root, f"{lesson}/squares")

    text = (root / "exercises" / "course.toml").read_text(encoding="utf-8")
    title = lesson[3:].replace("_", " ").capitalize()
    table = (
        f'[[lessons]]\nid = "{lesson}"\ntitle = "{title}" # as learners read it\n'
        f'sections = [{int(lesson[:2])}]\nexercises = ["squares"]\n'
    )
    assert before + table + after in text
    assert text.replace(table + after[:1] if after else "\n" + table, "", 1).rstrip("\n") == COURSE.rstrip("\n")
    assert load_course(root).exercises == (f"{lesson}/squares",)


@pytest.mark.parametrize(
    ("exercise", "said"),
    [
        ("squares", "'squares' is not an exercise; allowed: lesson/name, with letters, digits, - and _"),
        ("../02_neurons/squares", "'../02_neurons/squares' is not an exercise"),
        ("02_neuron/squares", "course.toml: no lesson '02_neuron'; did you mean '02_neurons'?"),
        ("12_neurons/squares", "course.toml: no lesson '12_neurons'; did you mean '02_neurons'?"),
        ("05_depth/squares", "course.toml: no lesson '05_depth'; section 5 belongs to '04_layers': did you mean that?"),
        (
            "depth/squares",
            "course.toml: no lesson 'depth'; a new one begins with the number of its section, such as 07_de",
        ),
        ("09_recap/squares", "course.toml: no lesson '09_recap', and key 'unpractised' says why section 9 has none"),
        ("11_more/squares", "course.toml: no lesson '11_more'; the outline ends with section 9, as key 'outline' says"),
    ],
)
def test_a_slip_is_one_sentence_and_nothing_is_written(root: Path, exercise: str, said: str) -> None:
    """Neither a lesson that was misspelled nor one that the outline has no place for is made."""
    text = COURSE.replace("[4, 5]", "[1, 3, 4, 5, 6, 7, 8]").replace("title", "outline = 9\ntitle", 1)
    (root / "exercises" / "course.toml").write_text(text, encoding="utf-8")
    before = contents(root)

    with pytest.raises(SpecError) as caught:
        create_exercise(root, exercise)

    assert str(caught.value).startswith(said)
    assert contents(root) == before


def test_lessons_in_one_list_get_no_new_one(root: Path) -> None:
    """A file that has its lessons in an inline list is left as it is, with the reason."""
    (root / "exercises" / "course.toml").write_text('title = "t"\nlessons = []\n', encoding="utf-8")

    with pytest.raises(SpecError, match=r"a new lesson needs tables \[\[lessons\]\], but 'lessons' is a list here"):
        create_exercise(root, "01_first/squares")


def test_nothing_is_written_over(root: Path) -> None:
    """An exercise that is there stays as it is to the byte, listed or merely a folder with a file in it."""
    create_exercise(root, NEW)
    draft = root / "solutions" / "02_neurons" / "cubes" / "notes.txt"
    draft.parent.mkdir()
    draft.write_text("mine", encoding="utf-8")
    before = contents(root)

    for exercise in (NEW, "02_neurons/cubes"):
        with pytest.raises(SpecError, match="exists already and is not overwritten"):
            create_exercise(root, exercise)

    assert contents(root) == before


@pytest.mark.parametrize("written", range(len(FILES) + 1))
def test_a_disk_that_fills_up_midway_leaves_a_course_that_loads(
    root: Path, monkeypatch: pytest.MonkeyPatch, written: int
) -> None:
    """After any of the files the course is as it was, and the same command makes the rest, keeping what was changed."""
    left = iter(range(written))

    def limited(path: Path, data: bytes) -> None:
        if next(left, None) is None:
            message = "full"
            raise StorageError(message)
        write_whole(path, data)

    monkeypatch.setattr("grader.course.new_exercise.write_whole", limited)
    with pytest.raises(StorageError, match="full"):
        create_exercise(root, NEW)
    assert load_course(root).exercises == ()
    monkeypatch.undo()
    accepted = root / "solutions" / NEW / "accepted" / "dot_product.py"
    if accepted.is_file():
        accepted.write_text("total = 14.0\n", encoding="utf-8")

    create_exercise(root, NEW)

    assert load_course(root).exercises == (NEW,)
    assert contents(root).keys() == FILES | {"exercises/course.toml"}
    assert (accepted.read_text(encoding="utf-8") == "total = 14.0\n") == (written > 0)


def test_cut_off_at_the_very_end_it_is_finished_by_the_same_command(root: Path) -> None:
    """Listed, with the mark still there: the command takes the mark away and changes nothing else."""
    create_exercise(root, NEW)
    before = contents(root)
    (root / "solutions" / NEW / UNFINISHED).touch()

    create_exercise(root, NEW)

    assert contents(root) == before


def test_a_folder_that_cannot_be_written_is_said(root: Path) -> None:
    """The path, and what may be the matter."""
    (root / "solutions").write_text("no folder", encoding="utf-8")

    with pytest.raises(StorageError, match=r"\.unfinished: cannot be written \(Not a directory\)"):
        create_exercise(root, NEW)
