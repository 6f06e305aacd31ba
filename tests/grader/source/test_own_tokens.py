"""Tokens show what code does, not how it is spelled, and hostile code can't hurt."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from grader.source.ownership import MAX_CHARACTERS, MAX_CODE, NAME, own_parts, tokens_of
from grader.source.records import OwnPart, Source, SourceCell

STUB = Source(cells=(SourceCell(text="import numpy as np\nx = 3"), SourceCell(text="y = ...")))


def forms(text: str) -> list[str]:
    return [form for form, _ in tokens_of(text)]


def test_names_and_comments_do_not_distinguish_code() -> None:
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
def test_what_code_does_distinguishes_it(first: str, second: str) -> None:
    """Attributes, keywords of calls, numbers, strings, built-ins and operators are kept."""
    assert forms(first) != forms(second)


def test_a_chosen_name_is_any_name() -> None:
    """Also where it is assigned, outside of a call."""
    assert forms("units = 3\nf(units=units)") == [NAME, "=", "3", NAME, "(", "units", "=", NAME, ")"]


def test_tokens_know_their_lines() -> None:
    """Counted from the first that is given, with IPython's own lines in between."""
    assert [line for _, line in tokens_of("a\n%time b\n\nc", 5)] == [5, 8]


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
def test_a_bomb_is_read_or_refused_without_an_error(bomb: str) -> None:
    """Neither nesting, length, nor what is not a text of a language raises anything."""
    assert isinstance(forms(bomb), list)


@given(some.text(max_size=200))
def test_any_text_has_tokens_or_none(text: str) -> None:
    """Nothing that a learner can type raises."""
    assert isinstance(forms(text), list)


@given(some.text(alphabet="()[]{}'\"\\\n\t #:=.,+-x1%!?@;f", max_size=120))
def test_any_punctuation_has_tokens_or_none(text: str) -> None:
    """As above, of what the tokenizer is made for."""
    assert isinstance(forms(text), list)


def own(*cells: str) -> tuple[OwnPart, ...] | None:
    """What is the learner's in these cells."""
    return own_parts(Source(cells=tuple(SourceCell(text=cell) for cell in cells)), STUB)


def part(*, cell: int, first: int, text: str) -> OwnPart:
    return OwnPart(cell=cell, first=first, text=text, tokens=tokens_of(text, first))


def test_given_statements_and_imports_are_nobodys_own() -> None:
    """However they are spaced, and in whatever cell; the blank as it was handed out, too."""
    assert own("x=3  # mine\nimport os", "y = ...") == ()


def test_own_lines_are_cut_from_given_ones() -> None:
    """Each run of own statements is a part with its place; comments end one, which changes nothing."""
    found = own("a = 1\n\n# note\nb = 2\nx = 3\n\nc = 4", "y = x")

    assert found == (
        part(cell=1, first=1, text="a = 1"),
        part(cell=1, first=4, text="b = 2"),
        part(cell=1, first=7, text="c = 4"),
        part(cell=2, first=1, text="y = x"),
    )


def test_decorators_belong_to_their_function() -> None:
    """A part begins with them."""
    assert own("x = 3\n@tf.function\ndef f():\n    return 1") == (
        part(cell=1, first=2, text="@tf.function\ndef f():\n    return 1"),
    )


@pytest.mark.parametrize(
    "cells",
    [
        ["a = '''" + "b" * MAX_CHARACTERS + "'''"],
        ["a = 1\n" * (MAX_CODE // 6 + 1)],
        ["# " + "x" * MAX_CODE],
        ["a" + ".b" * 20_000],
    ],
    ids=["own code", "code", "comments", "depth"],
)
def test_too_much_is_not_looked_at(cells: list[str]) -> None:
    """Nobody writes so much for an exercise."""
    assert not own(*cells)
