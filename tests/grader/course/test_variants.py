"""Wrong answers declare their cause, and `verify` holds the rules to it."""

from dataclasses import replace
from pathlib import Path

import pytest

from grader.course.exercise_file import load_exercise
from grader.course.loader import load_course
from grader.course.variants import declared_rule, diagnosed_variants
from grader.diagnosis import RULES
from grader.errors import SpecError
from grader.grading.judge import Judgement
from grader.model import Diagnosis, Score
from grader.verification.cases import _diagnosed

ROOT = Path(__file__).parents[3]
SIGN = Diagnosis(rule="sign_lost", message="m", where="w", lesson="l", hints=("1", "2", "3"))


def test_the_second_line_names_the_rule() -> None:
    """Or nothing does, and then nothing is held against anybody."""
    assert declared_rule("# fails: value\n# diagnosis: sign_lost\ny = 0\n", name="f") == "sign_lost"
    assert declared_rule("# fails: value\ny = 0\n", name="f") is None


def test_an_unknown_rule_is_the_instructors_mistake() -> None:
    """The sentence names the file and the nearest rule."""
    with pytest.raises(SpecError, match=r"a/wrong/f\.py: no diagnosis 'sing_lost'; did you mean 'sign_lost'\?"):
        declared_rule("# fails: value\n# diagnosis: sing_lost\n", name="a/wrong/f.py")


@pytest.mark.parametrize(
    ("rule", "named", "says"),
    [
        ("sign_lost", ("sign_lost",), []),
        (None, ("sign_lost",), []),
        ("sign_lost", (), ["named: nothing"]),
        ("sign_lost", ("bias_lost",), ["named: bias_lost"]),
        ("sign_lost", ("sign_lost", "bias_lost"), ["named: sign_lost, bias_lost"]),
    ],
)
def test_exactly_the_declared_rule_must_be_named(rule: str | None, named: tuple[str, ...], says: list[str]) -> None:
    """One more, one less and another one are each said."""
    judged = Judgement(
        findings=(), score=Score(), attempted=True, diagnoses=tuple(replace(SIGN, rule=name) for name in named)
    )

    problems = _diagnosed(rule, judged)

    assert [problem.partition("nothing else; ")[2] for problem in problems] == says


def test_the_courses_wrong_answers_show_many_rules() -> None:
    """All that they declare are rules, and the exercises made by hand show those of their formulas."""
    shown = {
        rule
        for exercise in load_course(ROOT).exercises
        for rule, _ in diagnosed_variants(load_exercise(ROOT, exercise))
    }

    assert shown <= set(RULES)
    assert {"sign_lost", "bias_lost", "activation_lost", "softmax_axis", "layer_size", "other_epochs"} <= shown
