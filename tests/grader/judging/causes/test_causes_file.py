"""causes.toml, the package's and a course's: what it may say, and what becomes of it."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
import tomlkit

from grader.course.loader import load_course
from grader.course.variants import declared_cause
from grader.errors import SpecError
from grader.judging.causes import FILE, CauseTable, course_causes, course_file, package_causes
from grader.judging.causes.facts import KnownCause
from tests.grader import tiny
from tests.grader.packed import prepared

ROOT = Path(__file__).parents[4]
LESSONS = ("04_tensors", "05_neurons")
OWN = """[counted_twice]
message = "{where} counts something twice"
ask = "How often does it count?"
tip = "Once is enough, also for {epochs} epochs."
fix = "Count once."
lessons = ["05_neurons"]
"""


def read(folder: Path, text: str) -> CauseTable:
    path = folder / FILE
    path.write_text(text, encoding="utf-8")
    return course_causes(path, LESSONS)


def test_a_course_without_the_file_binds_no_lessons(tmp_path: Path) -> None:
    """And has the causes of the package."""
    found = course_causes(tmp_path / FILE, LESSONS)

    assert found.causes == package_causes().causes
    assert found.lesson_of(found.causes["bias_lost"], "05_neurons/a") == ""


def test_a_course_binds_lessons_and_rewords(tmp_path: Path) -> None:
    """Whatever it does not say stays as it is."""
    found = read(tmp_path, 'bias_lost.lessons = ["05_neurons"]\nsign_lost.fix = "Write a minus in {where}."\n')
    usual = package_causes().causes

    assert found.lesson_of(found.causes["bias_lost"], "05_neurons/a") == "05_neurons"
    assert found.causes["sign_lost"].fix == "Write a minus in {where}."
    assert found.causes["sign_lost"].tip == usual["sign_lost"].tip
    assert found.by_repair["sign"].fix == "Write a minus in {where}."
    assert list(found.causes) == list(usual)


def test_a_course_adds_a_cause_that_its_wrong_answers_name(tmp_path: Path) -> None:
    """Its own cause comes after those of the package."""
    found = read(tmp_path, OWN)

    assert list(found.causes)[-1] == "counted_twice"
    named = declared_cause("# diagnosis: counted_twice\ny = 0\n", found, name="f", stem="f")
    assert named == KnownCause(rule="counted_twice")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            'bias_lots.lessons = ["05_neurons"]',
            "no cause 'bias_lots'; did you mean 'bias_lost'? Allowed: activation_after",
        ),
        ('bias_lots.fix = "x"', "no cause 'bias_lots'; did you mean 'bias_lost'? Allowed: activation_after"),
        (
            'bias_lost.lessons = ["05_neuron"]',
            "cause 'bias_lost': key 'lessons': no lesson '05_neuron'; did you mean '05_",
        ),
        ('bias_lost.hint = "x"', "cause 'bias_lost': no key 'hint'"),
        ('bias_lost.detector = "x"', "cause 'bias_lost': no key 'detector'"),
        ("bias_lost.fix = 1", "cause 'bias_lost': key 'fix' is 1; allowed: a text"),
        ('bias_lost.fix = " "', "cause 'bias_lost': key 'fix': is empty; allowed: a string"),
        (
            'bias_lost.fix = "{wher}"',
            "cause 'bias_lost': key 'fix': no word 'wher'; did you mean 'where'? Allowed: batch_",
        ),
        ('bias_lost.fix = "{"', "cause 'bias_lost': key 'fix': is '{', and "),
        ("bias_lost = 1", "cause 'bias_lost': is not a table"),
        (
            OWN.replace('tip = "Once is enough, also for {epochs} epochs."', ""),
            "cause 'counted_twice': key 'tip' is missing",
        ),
        ("bias_lost", "causes.toml: is not TOML"),
    ],
)
def test_a_mistake_in_the_file_is_the_authors(tmp_path: Path, text: str, says: str) -> None:
    """The sentence names the entry and the key, what was found and what is allowed."""
    with pytest.raises(SpecError, match=re.escape(says)):
        read(tmp_path, text)


def test_the_file_is_checked_when_the_course_is_loaded(tmp_path: Path) -> None:
    """A course with a mistake in it is not used."""
    tiny.write(tmp_path, **{"exercises/causes.toml": 'bias_lost.lessons = ["02"]\n'})

    with pytest.raises(SpecError, match=r"^causes\.toml: cause .*: no lesson '02'\. Allowed: 01$"):
        load_course(tmp_path)


def test_another_word_is_another_digest(tmp_path: Path) -> None:
    """So that a regrade says it anew; the order of keys changes nothing."""
    digests = {
        read(tmp_path, text).digest
        for text in ("", 'bias_lost.fix = "x"\n', 'bias_lost.fix = "y"\n', 'bias_lost.lessons = ["05_neurons"]\n', OWN)
    }

    assert len(digests) == 5
    one = read(tmp_path, 'bias_lost.fix = "x"\nsign_lost.fix = "y"\n')
    assert one.digest == read(tmp_path, 'sign_lost.fix = "y"\nbias_lost.fix = "x"\n').digest


def test_diagnoses_follow_from_the_words_of_causes(tmp_path: Path) -> None:
    """A regrade compares this digest, so it says anew what is worded anew."""
    tiny.write(tmp_path)
    exercise = prepared(tmp_path)
    reworded = replace(exercise, causes=read(tmp_path, 'bias_lost.fix = "x"\n'))

    assert exercise.diagnosed_by(()) != reworded.diagnosed_by(())


def test_a_packed_course_says_the_same_of_the_lessons_it_has(tmp_path: Path) -> None:
    """It may have fewer lessons than the course that it is packed from."""
    text = f'bias_lost.lessons = ["04_tensors", "05_neurons"]\nsign_lost.lessons = ["04_tensors"]\n{OWN}'
    whole = read(tmp_path, text)
    path = tmp_path / "packed.toml"
    path.write_text(tomlkit.dumps(course_file(whole, LESSONS[1:])), encoding="utf-8")
    packed = course_causes(path, LESSONS[1:])

    assert packed.causes["bias_lost"].lessons == ("05_neurons",)
    assert packed.causes["sign_lost"].lessons == ()
    assert packed.causes["counted_twice"] == whole.causes["counted_twice"]


def test_this_courses_causes_are_bound_to_its_lessons() -> None:
    """Most of them, so that learners know what to read."""
    causes = load_course(ROOT).causes

    assert causes.lesson_of(causes.causes["bias_lost"], "06_multi_layer/two_layers") == "06_multi_layer"
    assert sum(bool(one.lessons) for one in causes.causes.values()) > len(causes.causes) / 2
