"""Page names: readable, safe on any file system, and never shared."""

import re

import pytest

from grader.storage.layout import page_name

NASTY = (
    "amara", "Amara", "Zoë Müller", "zoe muller", "zoe_muller", "../../etc/passwd", "..", ".", "", "a/b", "a\\b",
    "a\0b", "x" * 300, "x" * 299, "נועה", "王小明", "小明王", "con", "\udcff", "\n", "-rf", "<b>", "learner",
)  # fmt: skip
SAFE = re.compile(r"learners/[a-z0-9_]{1,48}-[0-9a-f]{10}/[a-z0-9_]{1,48}-[a-z0-9_]{1,48}(-[0-9a-f]{10})?\.html")


@pytest.mark.parametrize("learner", NASTY)
def test_a_page_name_is_a_safe_relative_path(learner: str) -> None:
    """Whatever a learner is called, the name has two folders deep, few letters, and no way up."""
    assert SAFE.fullmatch(page_name(learner, "06_multi_layer/two_layers"))


@pytest.mark.parametrize("exercise", [*NASTY, "a/..", "../..", "a/b/c"])
def test_a_page_name_is_safe_for_any_exercise(exercise: str) -> None:
    """An odd exercise id cannot leave the learner's folder either."""
    assert page_name("amara", exercise).startswith("learners/amara-")
    assert page_name("amara", exercise).count("/") == 2


def test_no_two_learners_share_a_page() -> None:
    """Names whose slugs are the same, or differ in case only, are distinguished by the hash."""
    assert len({page_name(learner, "06_multi_layer/two_layers").casefold() for learner in NASTY}) == len(NASTY)


def test_no_two_exercises_share_a_page() -> None:
    """Ids that the slug spells alike are distinguished by the hash."""
    ids = ["a/b_c", "a_b/c", "a-b/c", "a/b-c", "A/b_c", "a/b/c", "x/a/b_c", "a/é", "a/e"]
    assert len({page_name("amara", exercise).casefold() for exercise in ids}) == len(ids)


def test_an_ordinary_page_name_reads_well() -> None:
    """The learner's slug, a hash, the lesson and the exercise."""
    assert page_name("Zoë Müller", "06_multi_layer/two_layers") == (
        "learners/zoe_muller-d6e575a6b5/06_multi_layer-two_layers.html"
    )
