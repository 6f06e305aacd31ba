"""Labelled answers in real kernels: how often each rule is right, and that it is never a wrong guess."""

import pytest

from tests.diagnosis.corpus import Outcome, precisions

pytestmark = pytest.mark.corpus


def test_nothing_is_said_of_a_right_answer(outcomes: list[Outcome]) -> None:
    """They earn full marks, and no rule speaks."""
    right = [one for one in outcomes if one.case.label == "right"]

    assert [one.case.words for one in right if one.named or not one.passed] == []


def test_what_no_rule_knows_is_met_with_silence(outcomes: list[Outcome]) -> None:
    """A wrong answer without a label gets its criteria's hints, and no guess."""
    assert [(one.case.words, one.named) for one in outcomes if one.case.label == "silence" and one.named] == []


def test_each_rule_is_right_whenever_it_speaks(outcomes: list[Outcome]) -> None:
    """At least 95 times in 100."""
    assert {rule: share for rule, share in precisions(outcomes).items() if share < 0.95} == {}
