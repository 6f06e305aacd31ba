"""TOML values against type hints."""

from pathlib import Path
from typing import Annotated, Literal, Required, TypedDict

import pytest

from grader.errors import SpecError
from grader.util.toml_schema import TomlPlace, Within, check_table, check_value, read_toml, schema_of

PLACE = TomlPlace(file="x.toml").child("criterion 'a'")


class Inner(TypedDict):
    """A table within a table."""

    size: int


class Outer(TypedDict, total=False):
    """A table with every kind of entry."""

    name: Required[str]
    inner: Inner
    inners: list[Inner]


@pytest.mark.parametrize(
    ("hint", "right", "wrong", "allowed"),
    [
        (str, ["", "a"], [1, True, ["a"], {}], "a text"),
        (bool, [True, False], [0, 1, "true"], "true or false"),
        (int, [0, -3], [True, 1.0, "1"], "a whole number"),
        (float, [0, 1, 0.5, float("inf")], [True, "1.0"], "a number"),
        (Annotated[float, Within(0, 1)], [0, 1, 0.5], [-0.1, 1.1, float("nan"), True], "a number from 0 to 1"),
        (Annotated[int, Within(1, float("inf"))], [1, 10**9], [0, 1.5], "a whole number of at least 1"),
        (Annotated[str, "a mark of another's"], ["a"], [1], "a text"),
        (Literal["mnist", "b"], ["mnist", "b"], ["c", 1], "'mnist' or 'b'"),
        (Literal[1], [1], [True, 1.0], "1"),
        (list[str], [[], ["a"]], ["a", {}], "a list, each of it a text"),
        (list[list[int]], [[], [[]], [[1]]], [1], "a list, each of it a list, each of it a whole number"),
        (Inner, [{"size": 1}], [1, [1]], "a table"),
        (dict[str, int], [{}], ["a"], "a table"),
    ],
)
def test_a_value_of_another_type_is_refused_with_the_allowed_ones(
    hint: object, right: list[object], wrong: list[object], allowed: str
) -> None:
    """A value of the type goes through; any other is named, with what is allowed."""
    for value in right:
        check_value(value, hint, PLACE, "key")
    for value in wrong:
        with pytest.raises(SpecError) as caught:
            check_value(value, hint, PLACE, "key")
        assert str(caught.value).startswith("x.toml: criterion 'a': key 'key' is ")
        assert str(caught.value).endswith(f"; allowed: {allowed}")


@pytest.mark.parametrize(
    ("value", "spelled"), [(True, "true"), ({}, "a table"), ([], "a list"), ("x" * 99, "'" + "x" * 59), (0.5, "0.5")]
)
def test_a_short_value_is_shown_as_the_file_spells_it(value: object, spelled: str) -> None:
    """What was found is shown as it stands in the file, if it is short."""
    with pytest.raises(SpecError) as caught:
        check_value(value, int, PLACE, "key")

    assert str(caught.value) == f"x.toml: criterion 'a': key 'key' is {spelled}; allowed: a whole number"


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ({}, "x.toml: key 'name' is missing: a text"),
        ({"name": "a", "inne": {}}, "x.toml: no key 'inne'; did you mean 'inner'? Allowed: inner, inners, name"),
        ({"name": "a", "zzz": {}}, "x.toml: no key 'zzz'. Allowed: inner, inners, name"),
        ({"name": "a", "inner": {"size": "b"}}, "x.toml: inner: key 'size' is 'b'; allowed: a whole number"),
        ({"name": "a", "inner": {}}, "x.toml: inner: key 'size' is missing: a whole number"),
        ({"name": "a", "inners": [{"size": 1}, {}]}, "x.toml: inners[2]: key 'size' is missing: a whole number"),
        ({"name": "a", "inners": [3]}, "x.toml: key 'inners[1]' is 3; allowed: a table"),
    ],
)
def test_a_complaint_from_inside_a_table_shows_its_path(table: dict[str, object], complaint: str) -> None:
    """A table is checked key by key, and a complaint from within says how to get there."""
    with pytest.raises(SpecError) as caught:
        check_table(table, schema_of(Outer), TomlPlace(file="x.toml"))

    assert str(caught.value) == complaint


def test_a_fitting_table() -> None:
    """A table with what is required, and some of what is allowed, is let through."""
    check_table({"name": "a", "inner": {"size": 1}, "inners": []}, schema_of(Outer), PLACE)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"a = 1\nb == 2\n", "x.toml: is not TOML: Invalid value (at line 2, column 4): b == 2"),
        (b"a = 1\na = 2\n", "x.toml: is not TOML: Cannot overwrite a value (at line 2, column 6): a = 2"),
        (b"a = 2026-02-30\n", "x.toml: is not TOML: Invalid date or datetime (at line 1, column 5): a = 2026-02-30"),
        (b"a = '\xff'", "x.toml: is not UTF-8: byte 5 is 0xff"),
    ],
)
def test_a_syntax_mistake_is_reported_with_its_line(tmp_path: Path, content: bytes, complaint: str) -> None:
    """A mistake in syntax is reported with its line."""
    (tmp_path / "file").write_bytes(content)

    with pytest.raises(SpecError) as caught:
        read_toml(tmp_path / "file", "x.toml")

    assert str(caught.value) == complaint


def test_a_byte_order_mark_is_named(tmp_path: Path) -> None:
    """What an old editor puts before the first line is invisible, so the complaint says what it is."""
    (tmp_path / "file").write_text("a = 1\n", encoding="utf-8-sig")

    with pytest.raises(SpecError, match="begins with a byte order mark; save it as UTF-8 without one"):
        read_toml(tmp_path / "file", "x.toml")


def test_a_file_that_cannot_be_opened_is_reported_with_the_reason(tmp_path: Path) -> None:
    """A file that can't be opened is reported with the system's reason."""
    with pytest.raises(SpecError, match=r"x\.toml: can't be read: No such file or directory"):
        read_toml(tmp_path / "file", "x.toml")
