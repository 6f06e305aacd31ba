"""Wrong answers declare their cause, and `verify` holds the rules to it."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from grader.course.exercise_file import load_exercise
from grader.course.loader import load_course
from grader.course.variants import causes_digest, declared_cause, diagnosed_variants
from grader.errors import SpecError
from grader.judging.causes import package_causes
from grader.judging.causes.facts import KnownCause
from grader.judging.judge import Judgement
from grader.model import Diagnosis, Score
from grader.verification.cases import _diagnosed

ROOT = Path(__file__).parents[3]
CAUSES = package_causes()
SIGN = Diagnosis(rule="sign_lost", message="m", where="w", lesson="l", hints=("1", "2", "3"))


OWN = """# fails: value
# cause: the mean was taken, not the sum
# hint: one
# hint: two
# hint: three
y = 0
"""


def test_the_second_line_names_the_rule() -> None:
    """Or nothing does, and then nothing is held against anybody."""
    named = declared_cause("# fails: value\n# diagnosis: sign_lost\ny = 0\n", CAUSES, name="f", stem="f")

    assert named == KnownCause(rule="sign_lost")
    assert declared_cause("# fails: value\ny = 0\n", CAUSES, name="f", stem="f") is None


def test_an_exercise_tells_a_cause_of_its_own() -> None:
    """The sentence "It looks as if …" goes on with it, and the file's name is its rule."""
    assert declared_cause(OWN, CAUSES, name="f", stem="mean_for_sum") == KnownCause(
        rule="mean_for_sum",
        message="It looks as if the mean was taken, not the sum.",
        hints=("one", "two", "three"),
    )


@pytest.mark.parametrize(
    ("fragment", "stem", "says"),
    [
        ("# fails: value\n# diagnosis: sing_lost\n", "f", "no diagnosis 'sing_lost'; did you mean 'sign_lost'?"),
        (OWN.replace("# hint: three\n", ""), "f", "needs 3 different lines '# hint: …'; found 2"),
        (OWN.replace("three", "two"), "f", "needs 3 different lines '# hint: …'; found 2"),
        (OWN.replace("# cause: the mean was taken, not the sum\n", ""), "f", "has no '# cause: …'"),
        (OWN + "# diagnosis: sign_lost\n", "f", "'# cause:' is not allowed"),
        (OWN, "sign_lost", "'sign_lost' is already the name of a cause of the grader"),
    ],
)
def test_a_cause_that_is_not_told_in_whole_is_the_authors_mistake(fragment: str, stem: str, says: str) -> None:
    """The sentence names the file, and what is missing."""
    with pytest.raises(SpecError, match=rf"a/wrong/f\.py: .*{re.escape(says)}"):
        declared_cause(fragment, CAUSES, name="a/wrong/f.py", stem=stem)


@pytest.mark.parametrize(
    ("rule", "named", "says"),
    [
        ("sign_lost", ("sign_lost",), []),
        (None, ("sign_lost",), []),
        ("sign_lost", (), ["found: nothing"]),
        ("sign_lost", ("bias_lost",), ["found: bias_lost"]),
        ("sign_lost", ("sign_lost", "bias_lost"), ["found: sign_lost, bias_lost"]),
    ],
)
def test_exactly_the_declared_rule_must_be_named(rule: str | None, named: tuple[str, ...], says: list[str]) -> None:
    """One more, one less and another one are each said."""
    judged = Judgement(
        findings=(), score=Score(), attempted=True, diagnoses=tuple(replace(SIGN, rule=name) for name in named)
    )

    problems = _diagnosed(rule, judged)

    assert [problem.partition("only one; ")[2] for problem in problems] == says


def test_the_courses_wrong_answers_show_many_rules() -> None:
    """All that they declare without words of their own are rules, and the exercises show those of their formulas."""
    causes = [
        cause
        for exercise in load_course(ROOT).exercises
        for cause, _ in diagnosed_variants(load_exercise(ROOT, exercise), CAUSES)
    ]
    shown = {cause.rule for cause in causes if not cause.message}

    assert shown <= {*CAUSES.causes}
    assert {"sign_lost", "bias_lost", "activation_lost", "softmax_axis", "layer_size", "other_epochs"} <= shown


def test_diagnoses_follow_from_the_causes_that_a_course_tells(tmp_path: Path) -> None:
    """A cause that comes, changes or goes makes them anew; a wrong answer without one does not."""
    exercise = replace(load_exercise(ROOT, "07_numpy/round_trip"), reference=tmp_path / "reference.py")
    wrong = tmp_path / "wrong"
    wrong.mkdir()
    none = causes_digest(exercise)
    (wrong / "silent.py").write_text("# fails: value\ny = 0\n", encoding="utf-8")
    silent = causes_digest(exercise)
    (wrong / "mean_for_sum.py").write_text(OWN, encoding="utf-8")
    told = causes_digest(exercise)
    (wrong / "mean_for_sum.py").write_text(OWN.replace("three", "four"), encoding="utf-8")

    assert none == silent
    assert len({none, told, causes_digest(exercise)}) == 3
