"""Course and rubric files: what they become, and what is said of every mistake in them."""

from collections.abc import Callable
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path

import pytest

from grader.course import Lesson, UnpractisedSection
from grader.course.exercise_file import load_exercise
from grader.course.loader import UNFINISHED, find_course, load_course
from grader.errors import SpecError
from grader.sandbox.limits import Limits
from grader.util.toml_schema import TomlPlace, check_value

ID = "06_multi_layer/two_layers"

COURSE = """
title = "Deep Learning"
data = "full"
preload = ["matplotlib.pyplot"]
[[lessons]]
id = "06_multi_layer"
title = "Multi-layer"
sections = [6]
exercises = ["two_layers"]
"""

SECOND = """
[[lessons]]
id = "06_multi_layer"
title = "t"
sections = [7]
exercises = []
"""

HINTS = 'hints = ["nudge", "clearer", "nearly"]'

RUBRIC = f"""
title = "A network with a hidden layer"
[limits]
wall_s = 30
memory_mib = 1024
[[criteria]]
id = "shape"
title = "The output has the right shape"
check = "tensor_shape"
of = "output"
{HINTS}
[[criteria]]
id = "value"
title = "The output has the right value"
check = "tensor_values"
of = "output"
rtol = 1e-4
squeeze = true
points = 2
after = "shape"
replay = ["features", "W1"]
hidden = true
{HINTS}
"""

FUNCTION = f"""
title = "t"
[[criteria]]
id = "f"
title = "t"
check = "function_values"
of = "softmax"
arguments = [[{{shape = [5, 10], scale = 100}}], [{{shape = [3], dtype = "int64", low = 1, high = 2}}]]
{HINTS}
"""

ACCURACY = f"""
title = "t"
[[criteria]]
id = "a"
title = "t"
check = "accuracy"
of = "m"
data = "mnist"
risk = 0.01
{HINTS}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A course of one exercise."""
    write(tmp_path, "exercises/course.toml", COURSE)
    add(tmp_path, ID)
    write(tmp_path, f"exercises/{ID}.toml", RUBRIC)
    return tmp_path


def write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text)


def add(root: Path, exercise: str) -> None:
    write(root, f"exercises/{exercise}.toml", FUNCTION)
    write(root, f"exercises/{exercise}.ipynb", "{}")
    write(root, f"solutions/{exercise}/reference.py", "output = 1")


def complaint(call: Callable[[], object]) -> str:
    with pytest.raises(SpecError) as caught:
        call()
    return str(caught.value)


def test_a_course_file_becomes_its_record(root: Path) -> None:
    """A course file becomes its record, with exercises by lesson and name."""
    course = load_course(root)

    assert (course.root, course.title, course.data, course.preload) == (
        root,
        "Deep Learning",
        "full",
        ("matplotlib.pyplot",),
    )
    assert course.lessons == (Lesson(id="06_multi_layer", title="Multi-layer", sections=(6,), exercises=(ID,)),)
    assert course.exercises == (ID,)


def test_a_course_without_data_and_modules_gets_the_defaults(root: Path) -> None:
    """A course that says nothing of data and modules takes the small data and no more modules."""
    write(root, "exercises/course.toml", COURSE.replace('data = "full"', "").replace("preload", "# preload"))

    course = load_course(root)

    assert (course.data, course.preload) == ("small", ())


def test_a_rubric_file_becomes_its_record(root: Path) -> None:
    """A rubric file becomes its record; what is left out has its default."""
    exercise = load_exercise(root, ID)

    assert (exercise.id, exercise.title, exercise.points) == (ID, "A network with a hidden layer", 3)
    assert exercise.limits == Limits(wall_s=30, memory_mib=1024)
    assert exercise.stub == root / "exercises" / f"{ID}.ipynb"
    assert exercise.reference == root / "solutions" / ID / "reference.py"
    shape, value = exercise.rubric
    assert (shape.id, shape.check, shape.params, shape.points) == ("shape", "tensor_shape", {"of": "output"}, 1)
    assert (shape.after, shape.replay, shape.hidden) == (None, (), False)
    assert value.params == {"of": "output", "rtol": 1e-4, "squeeze": True}
    assert (value.points, value.after, value.replay, value.hidden) == (2, "shape", ("features", "W1"), True)
    assert value.hints == ("nudge", "clearer", "nearly")


@pytest.mark.parametrize("rubric", [FUNCTION, ACCURACY])
def test_parameters_of_every_type_can_be_written(root: Path, rubric: str) -> None:
    """Parameters of every type of check can be written in TOML."""
    write(root, f"exercises/{ID}.toml", rubric)

    assert load_exercise(root, ID).rubric[0].params["of"] in {"softmax", "m"}


@pytest.mark.parametrize("name", [f"exercises/{ID}.toml", f"exercises/{ID}.ipynb", f"solutions/{ID}/reference.py"])
def test_the_digest_follows_every_file_of_an_exercise(root: Path, name: str) -> None:
    """The digest follows each of an exercise's files, byte by byte."""
    before = load_exercise(root, ID).digest
    write(root, name, (root / name).read_text() + "\n")

    assert load_exercise(root, ID).digest != before
    assert len(before) == len(sha256(b"").hexdigest())


def test_the_course_is_found_from_below(root: Path) -> None:
    """The course is found from any file or folder below it."""
    assert find_course(root / "exercises" / f"{ID}.ipynb") == root.resolve()
    assert find_course(root) == root.resolve()


def test_outside_of_a_course_the_folder_is_named(tmp_path: Path) -> None:
    """Outside of a course that is said, with the folder that was looked in."""
    assert complaint(lambda: find_course(tmp_path)) == (
        f"there is no exercises/course.toml in {tmp_path.resolve()} or in any folder above it"
    )
    assert complaint(lambda: load_course(tmp_path)) == "course.toml: can't be read: No such file or directory"


def test_every_limit_can_be_set_and_its_default_is_in_range() -> None:
    """A rubric may set each limit to its default: all are keys of TOML, and all defaults are in range."""
    check_value(asdict(Limits()), Limits, TomlPlace(file="rubric.toml"), "limits")


@pytest.mark.parametrize(
    ("old", "new", "end"),
    [
        (
            "tensor_values",
            "tensor_vales",
            "criterion 'value': no check 'tensor_vales'; did you mean 'tensor_values'? Allowed: accuracy, ",
        ),
        (
            "rtol",
            "rtoll",
            "criterion 'value': no key 'rtoll'; did you mean 'rtol'? Allowed: after, atol, check, hidden, ",
        ),
        ("rtol = 1e-4", "rtol = 'small'", "criterion 'value': key 'rtol' is 'small'; allowed: a number of at least 0"),
        ("rtol = 1e-4", "rtol = -1", "criterion 'value': key 'rtol' is -1; allowed: a number of at least 0"),
        ("rtol = 1e-4", "rtol = nan", "criterion 'value': key 'rtol' is nan; allowed: a number of at least 0"),
        ("squeeze = true", "squeeze = 1", "criterion 'value': key 'squeeze' is 1; allowed: true or false"),
        ("squeeze = true", "margin = 1", "criterion 'value': no key 'margin'. Allowed: "),
        ("squeeze = true", "inputs = []", "criterion 'value': no key 'inputs'"),
        ('of = "output"\nrtol', "rtol", "criterion 'value': key 'of' is missing: a text"),
        ('of = "output"\nrtol', "of = 'my output'\nrtol", "key 'of' is 'my output'; allowed: a name in Python"),
        (
            f'check = "tensor_shape"\nof = "output"\n{HINTS}',
            f'check = "dataset_disjoint"\nof = "output"\nothers = ["a", "my output"]\n{HINTS}',
            "criterion 'shape': key 'others' is 'my output'; allowed: a name in Python",
        ),
        ('id = "value"\n', "", "criterion 2: key 'id' is missing: a text"),
        ('id = "value"', "id = 2", "criterion 2: key 'id' is 2; allowed: a text"),
        ('id = "value"', 'id = "Value/1"', "key 'id' allows small letters, digits, - and _, at most 60"),
        ('id = "value"', 'id = "shape"', "more than one criterion is called 'shape'"),
        ('check = "tensor_values"\n', "", "criterion 'value': key 'check' is missing: a text"),
        ("points = 2", "points = 0", "criterion 'value': key 'points' is 0; allowed: a whole number from 1 to 1000"),
        (
            "points = 2",
            "points = 1.5",
            "criterion 'value': key 'points' is 1.5; allowed: a whole number from 1 to 1000",
        ),
        ("points = 2", "points = true", "key 'points' is true; allowed: a whole number from 1 to 1000"),
        ('after = "shape"', 'after = "shap"', "key 'after': no criterion 'shap'; did you mean 'shape'? Allowed: shape"),
        ('after = "shape"', 'after = "value"', "key 'after' names the criterion itself; allowed: an earlier one"),
        (
            f'of = "output"\n{HINTS}',
            f'of = "output"\nafter = "value"\n{HINTS}',
            "criterion 'shape': key 'after' names 'value', which comes later; allowed: an earlier one",
        ),
        (
            f'of = "output"\n{HINTS}',
            f'of = "output"\nafter = "zzz"\n{HINTS}',
            "criterion 'shape': key 'after': no criterion 'zzz'. Allowed: none",
        ),
        ('hints = ["nudge", ', "hints = [", "criterion 'shape': key 'hints' has 2; allowed: exactly 3, none empty"),
        ('"nudge"', '" "', "criterion 'shape': key 'hints' has 3; allowed: exactly 3, none empty"),
        ('"nudge"', "3", "criterion 'shape': key 'hints[1]' is 3; allowed: a text"),
        ('["features", "W1"]', "[]", "criterion 'value': key 'replay' is an empty list; allowed: the names of one "),
        ('["features", "W1"]', '["x[0]"]', "criterion 'value': key 'replay' holds 'x[0]'; allowed: names in Python"),
        ('["features", "W1"]', '"features"', "key 'replay' is 'features'; allowed: a list, each of it a text"),
        (
            'check = "tensor_shape"',
            'check = "model_built"\nreplay = ["x"]',
            "criterion 'shape': key 'replay': 'model_built' can't be replayed; allowed with: tensor_shape, ",
        ),
        ("wall_s", "wall", "limits: no key 'wall'; did you mean 'wall_s'? Allowed: address_mib, after_s, cell_s, "),
        ("wall_s = 30", "wall_s = 0", "limits: key 'wall_s' is 0; allowed: a number from 1 to 3600"),
        ("wall_s = 30", "after_s = -1", "limits: key 'after_s' is -1; allowed: a number from 0 to 3600"),
        ("memory_mib = 1024", "memory_mib = 1e3", "limits: key 'memory_mib' is 1000.0; allowed: a whole number from "),
        ('title = "A network with a hidden layer"', "", ": key 'title' is missing: a text"),
        ("[limits]", "[limit]", ": no key 'limit'; did you mean 'limits'? Allowed: criteria, limits, minutes, "),
        ("[[criteria]]", "[[criteria]", "is not TOML: Expected ']]' at the end of an array declaration (at line 6,"),
    ],
)
def test_mistakes_in_a_rubric(root: Path, old: str, new: str, end: str) -> None:
    """Every mistake is reported with file, criterion, key, what was found, what is allowed and what is near."""
    assert old in RUBRIC
    write(root, f"exercises/{ID}.toml", RUBRIC.replace(old, new, 1))

    said = complaint(lambda: load_exercise(root, ID))

    assert said.startswith(f"{ID}.toml: ")
    assert end in said


@pytest.mark.parametrize(
    ("rubric", "old", "new", "end"),
    [
        (
            FUNCTION,
            "shape = [5, 10]",
            "shapes = [5]",
            "criterion 'f': arguments[1][1]: no key 'shapes'; did you mean 'shape'? A",
        ),
        (FUNCTION, "shape = [5, 10], ", "", "criterion 'f': arguments[1][1]: key 'shape' is missing: a list, each of "),
        (FUNCTION, "[5, 10]", "[5, -1]", "arguments[1][1]: key 'shape[2]' is -1; allowed: a whole number from 0 to"),
        (FUNCTION, "int64", "int65", "arguments[2][1]: key 'dtype' is 'int65'; allowed: 'float32' or 'float64' or "),
        (FUNCTION, "high = 2", "high = 1", "criterion 'f': key 'arguments': low 1 is not below high 1"),
        (
            FUNCTION,
            ', dtype = "int64"',
            "",
            "key 'arguments': high says nothing of float32; allowed: scale of floats, else ",
        ),
        (
            FUNCTION,
            "low = 1",
            "scale = 1",
            "key 'arguments': scale says nothing of int64; allowed: scale of floats, else ",
        ),
        (FUNCTION, "arguments = [[{", "arguments = [{", "is not TOML"),
        (ACCURACY, "mnist", "mnits", "criterion 'a': key 'data' is 'mnits'; allowed: 'mnist' or 'fashion_mnist'"),
        (ACCURACY, 'data = "mnist"', "", "criterion 'a': key 'data' is missing: 'mnist' or 'fashion_mnist'"),
        (ACCURACY, "0.01", "2", "criterion 'a': key 'risk' is 2; allowed: a number from 0.0001 to 0.1"),
        (ACCURACY, "risk = 0.01", "labels = [1]", "criterion 'a': no key 'labels'"),
    ],
)
def test_mistakes_in_parameters(root: Path, rubric: str, old: str, new: str, end: str) -> None:
    """Parameters are held to the types that their check declares, down to a nested table."""
    assert old in rubric
    write(root, f"exercises/{ID}.toml", rubric.replace(old, new, 1))

    assert end in complaint(lambda: load_exercise(root, ID))


def test_an_exercise_without_criteria_is_refused(root: Path) -> None:
    """An exercise without criteria can't be graded."""
    write(root, f"exercises/{ID}.toml", 'title = "t"\ncriteria = []')
    assert complaint(lambda: load_exercise(root, ID)) == (
        f"{ID}.toml: key 'criteria' is an empty list; allowed: at least one criterion"
    )

    write(root, f"exercises/{ID}.toml", 'title = "t"')
    assert complaint(lambda: load_exercise(root, ID)) == (
        f"{ID}.toml: key 'criteria' is missing: a list, each of it a table"
    )


@pytest.mark.parametrize("name", [f"exercises/{ID}.toml", f"exercises/{ID}.ipynb", f"solutions/{ID}/reference.py"])
def test_a_missing_file_of_an_exercise_is_named(root: Path, name: str) -> None:
    """A file of a listed exercise that is missing is named, by the exercise and by the course."""
    (root / name).unlink()

    assert complaint(lambda: load_exercise(root, ID)) == f"{ID}: {name} is missing"
    assert complaint(lambda: load_course(root)) == f"{ID}: {name} is missing"


def test_an_unknown_exercise_is_answered_with_the_nearest(root: Path) -> None:
    """An exercise that does not exist is answered with the nearest that does."""
    assert complaint(lambda: load_exercise(root, "06_multi_layer/two_layer")) == (
        f"exercises: no exercise '06_multi_layer/two_layer'; did you mean '{ID}'? Allowed: {ID}"
    )


def test_exercises_are_chosen_by_name(root: Path) -> None:
    """Those that are named, all where none is, and never one that the course has not."""
    course = load_course(root)

    assert list(course.select_exercises([])) == list(course.select_exercises([ID])) == [ID]
    assert complaint(lambda: course.select_exercises([ID, "06_multi_layer/two_layer"])) == (
        f"course.toml: no exercise '06_multi_layer/two_layer'; did you mean '{ID}'? Allowed: {ID}"
    )


@pytest.mark.parametrize("exercise", ["two_layers", "../x/y", "a/b/c", "/a", "a/", "", "a/../b", ".a/b", "a/b.toml"])
def test_no_name_of_an_exercise(root: Path, exercise: str) -> None:
    """What a learner's file claims to be never leads out of the tree."""
    assert complaint(lambda: load_exercise(root, exercise)).startswith(f"'{exercise}' is not an exercise")


@pytest.mark.parametrize(
    "name",
    ["exercises/06_multi_layer/more.toml", "exercises/06_multi_layer/more.ipynb", "solutions/x/more/reference.py"],
)
def test_a_file_that_no_lesson_lists_is_reported(root: Path, name: str) -> None:
    """A file that no lesson lists is not silently left out of the course."""
    write(root, name, "")

    stray = "x/more" if name.startswith("solutions") else "06_multi_layer/more"
    assert complaint(lambda: load_course(root)) == f"course.toml: '{stray}' has files, but no lesson lists it"


@pytest.mark.parametrize("name", ["exercises/_data/x.toml", "exercises/.ipynb_checkpoints/x.ipynb"])
def test_data_folders_are_not_lessons(root: Path, name: str) -> None:
    """Data and a notebook server's folders are not lessons."""
    write(root, name, "")

    assert load_course(root).exercises == (ID,)


@pytest.mark.parametrize(
    ("old", "new", "end"),
    [
        (
            "[[lessons]]",
            "[[lesson]]",
            "course.toml: no key 'lesson'; did you mean 'lessons'? Allowed: data, hand_in, hints, lessons, ",
        ),
        ('"full"', '"huge"', "course.toml: key 'data' is 'huge'; allowed: 'small' or 'full'"),
        ('id = "06_multi_layer"', "", "course.toml: lessons[1]: key 'id' is missing: a text"),
        ('["two_layers"]', '["two_layers", "two_layers"]', f"course.toml: more than one exercise is called '{ID}'"),
        ('["two_layers"]', '["../two"]', "course.toml: lesson '06_multi_layer': '../two' is not a file name"),
        ('["two_layers"]', '["two_layers", "x"]', "exercises: no exercise '06_multi_layer/x'"),
    ],
)
def test_mistakes_in_a_course(root: Path, old: str, new: str, end: str) -> None:
    """Mistakes in the course file are reported like those in a rubric."""
    write(root, "exercises/course.toml", COURSE.replace(old, new, 1))

    assert end in complaint(lambda: load_course(root))


OUTLINE = """
outline = 8
unpractised = [
    { section = 1, title = "Welcome!", reason = "It greets." },
    { section = 8, title = "Recap", reason = "It looks back." },
]
"""


def test_every_section_of_an_outline_is_accounted_for(root: Path) -> None:
    """In a lesson, or with the reason why there is nothing to practise; the first is the lesson's number."""
    write(root, "exercises/course.toml", OUTLINE + COURSE.replace("[6]", "[6, 2, 3, 4, 5, 7]"))

    course = load_course(root)

    assert course.outline == 8
    assert course.unpractised[1] == UnpractisedSection(section=8, title="Recap", reason="It looks back.")
    assert course.lesson_names == {"06_multi_layer": "lesson 6, Multi-layer"}


@pytest.mark.parametrize(
    ("old", "new", "end"),
    [
        (
            "2, 3, 4",
            "2, 4",
            "course.toml: no lesson covers section 3 of the outline; add it to key 'sections' of a lesson, ",
        ),
        ("2, 3, 4", "2", "course.toml: no lesson covers section 3, 4 of the outline; "),
        (
            "2, 3",
            "2, 3, 3",
            "section 3 is listed twice, by lesson '06_multi_layer' and by lesson '06_multi_layer'",
        ),
        ("7]", "7, 8]", "section 8 is listed twice, by lesson '06_multi_layer' and by key 'unpractised'"),
        (
            "7]",
            "7, 9]",
            "section 9 of lesson '06_multi_layer' does not exist; allowed: 1 to 8, according to key 'outline'",
        ),
        ("7]", "7, 0]", "lessons[1]: key 'sections[7]' is 0; allowed: a whole number from 1 to 999"),
        ("[6, 2, 3, 4, 5, 7]", "[]", "lesson '06_multi_layer': key 'sections' is an empty list; allowed: at least one"),
        ("reason", "why", "course.toml: unpractised[1]: no key 'why'. Allowed: reason, section, title"),
        (', reason = "It greets."', "", "course.toml: unpractised[1]: key 'reason' is missing: a text"),
    ],
)
def test_mistakes_in_an_outline(root: Path, old: str, new: str, end: str) -> None:
    """Duplicates, gaps, sections past the end and unknown keys are reported as everywhere."""
    text = OUTLINE + COURSE.replace("[6]", "[6, 2, 3, 4, 5, 7]")
    write(root, "exercises/course.toml", text.replace(old, new, 1))

    assert end in complaint(lambda: load_course(root))


def test_what_is_still_being_made_is_not_a_stray(root: Path) -> None:
    """Files of an exercise that `grader new` has not finished are not counted; those of a listed one are."""
    write(root, "exercises/06_multi_layer/new.toml", RUBRIC)
    write(root, "solutions/06_multi_layer/new/reference.py", "")
    write(root, f"solutions/06_multi_layer/new/{UNFINISHED}", "")
    write(root, f"solutions/{ID}/{UNFINISHED}", "")

    assert load_course(root).exercises == (ID,)


def test_two_lessons_of_one_name(root: Path) -> None:
    """Each lesson is listed once."""
    write(root, "exercises/course.toml", COURSE + SECOND)

    assert complaint(lambda: load_course(root)) == "course.toml: more than one lesson is called '06_multi_layer'"


def test_what_another_name_costs(root: Path) -> None:
    """Nothing, unless the rubric says so."""
    assert load_exercise(root, ID).other_name_costs == 0

    write(root, f"exercises/{ID}.toml", f"other_name_costs = 2\n{RUBRIC}")

    assert load_exercise(root, ID).other_name_costs == 2


def test_fetched_data_is_asked_for_at_the_top(root: Path) -> None:
    """What a criterion looks at and the repository does not hold must be among what the exercise needs."""
    fetched = ACCURACY.replace("mnist", "cats_and_dogs")
    write(root, f"exercises/{ID}.toml", fetched)
    assert 'which has to be fetched; add at the top of the file: needs = ["cats_and_dogs"]' in complaint(
        lambda: load_exercise(root, ID)
    )

    write(root, f"exercises/{ID}.toml", f'needs = ["pretrained", "cats_and_dogs"]\n{fetched}')
    assert load_exercise(root, ID).needs == ("cats_and_dogs", "pretrained")

    write(root, f"exercises/{ID}.toml", f'needs = ["dogs"]\n{fetched}')
    assert "key 'needs[1]' is 'dogs'; allowed: 'cats_and_dogs' or 'pretrained'" in complaint(
        lambda: load_exercise(root, ID)
    )
