"""Tokens tell what code does, not how it is spelled, and hostile code can't hurt."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from grader.insight.tokens import NAME, Part, tokens


def forms(text: str) -> list[str]:
    return [token.form for token in tokens([Part(cell=1, first=1, text=text)])]


def test_names_and_comments_do_not_tell_code_apart() -> None:
    """Two spellings of the same loop come to the same tokens."""
    first = "total = 0\nfor row in rows:\n    total += row * 2  # add up\n"
    second = '"""Adds up."""\n\ns=0\n# walk\nfor  r  in data :\n        s+=r*2'

    assert forms(first) == forms(second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("tf.reduce_sum(a)", "tf.reduce_mean(a)"),
        ("Dense(a, units=3)", "Dense(a, bias=3)"),
        ("f(3)", "f(4)"),
        ("f('relu')", "f('tanh')"),
        ("sum(a)", "max(a)"),
        ("a + b", "a - b"),
    ],
)
def test_what_code_does_tells_it_apart(first: str, second: str) -> None:
    """Attributes, keywords of calls, numbers, strings, built-ins and operators are kept."""
    assert forms(first) != forms(second)


def test_a_chosen_name_is_any_name() -> None:
    """Also where it is assigned, outside of a call."""
    assert forms("units = 3\nf(units=units)") == [NAME, "=", "3", NAME, "(", "units", "=", NAME, ")"]


def test_tokens_know_their_lines() -> None:
    """By cell, whatever part of it is the learner's, and with IPython's own lines in between."""
    found = tokens([Part(cell=2, first=5, text="a\n%time b\n\nc"), Part(cell=3, first=1, text="d")])

    assert [(token.cell, token.line) for token in found] == [(2, 5), (2, 8), (3, 1)]


@pytest.mark.parametrize(
    "bomb",
    [
        "(" * 20_000,
        "(" * 90 + ")" * 90,
        "x = " + "-" * 5_000 + "1",
        "x" + ".a" * 9_000,
        "x = " + "1+" * 9_000 + "1",
        "[" * 150 + "]" * 150,
        "if 1:\n" + "".join(" " * depth + "if 1:\n" for depth in range(1, 99)) + " " * 99 + "x",
        '"""' + "a\n" * 9_000,
        '"""' + "a\n" * 9_000 + '"""',
        " " * 19_000 + "$",
        "\\\n" * 9_000,
        "x = 'a" * 3_000,
        "\0",
        "\ud800",
        "f'{" * 5_000,
        "\f" * 10_000,
        "é€ = 1",
        "def f(:\n",
        "\r\r\n\r",
    ],
    ids=repr,
)
def test_a_bomb_is_code_or_is_none(bomb: str) -> None:
    """Neither nesting, length, nor what is no text of a language raises anything."""
    assert isinstance(forms(bomb), list)


@given(some.text(max_size=200))
def test_any_text_has_tokens_or_none(text: str) -> None:
    """Nothing that a learner can type raises."""
    assert isinstance(forms(text), list)


@given(some.text(alphabet="()[]{}'\"\\\n\t #:=.,+-x1%!?@;f", max_size=120))
def test_any_punctuation_has_tokens_or_none(text: str) -> None:
    """As above, of what the tokenizer is made for."""
    assert isinstance(forms(text), list)
