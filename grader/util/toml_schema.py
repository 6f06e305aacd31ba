"""Checks TOML tables against type hints. An error names the file, place and key, what was found and what is allowed."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, is_dataclass, replace
from datetime import date, datetime, time
from math import isinf
from pathlib import Path
from typing import Annotated, Any, Literal, Required, get_args, get_origin, get_type_hints, is_typeddict

from grader.errors import SpecError
from grader.util.text import did_you_mean, read_text


@dataclass(frozen=True, slots=True)
class Within:
    """The range of a number in TOML, including its ends."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TomlPlace:
    """A place in an instructor's file, for error messages."""

    file: str
    within: str = ""
    """The table that contains the place: "criterion 'value'"; empty at the top level."""

    def child(self, part: str) -> "TomlPlace":
        """A place inside this one."""
        return replace(self, within=f"{self.within}: {part}" if self.within else part)

    def error(self, message: str) -> SpecError:
        """The exception to raise about this place."""
        return SpecError(": ".join(part for part in (self.file, self.within, message) if part))

    def require_distinct(self, ids: Sequence[str], what: str) -> None:
        """Raise `SpecError` if two of the ids are equal; `what` is the kind of thing that they name."""
        for number, one in enumerate(ids):
            if one in ids[:number]:
                raise self.error(f"more than one {what} is called '{one}'")

    def unknown_name_error(self, what: str, found: str, allowed: Iterable[str]) -> SpecError:
        """The exception to raise if a name isn't allowed; it suggests the most similar allowed one."""
        names = sorted(allowed)
        hint = did_you_mean(found, names, otherwise=".")
        return self.error(f"no {what} '{found}'{hint} Allowed: {', '.join(names) or 'none'}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSchema:
    """The keys and types that a table may have."""

    hints: Mapping[str, object]
    """Maps each key to the type of its value."""
    required: frozenset[str]

    def single_key(self, key: str) -> "TableSchema":
        """A table that may contain only one of the keys."""
        return TableSchema(hints={key: self.hints[key]}, required=self.required & {key})

    def __or__(self, other: "TableSchema") -> "TableSchema":
        """A table that may contain the keys of both."""
        return TableSchema(hints={**self.hints, **other.hints}, required=self.required | other.required)


def read_toml(path: Path, name: str) -> dict[str, Any]:
    """The tables of a file, called `name` in messages. Raises `SpecError` with the line of a syntax error."""
    text = ""
    try:
        text = read_text(path, name)
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SpecError(f"{name}: is not TOML: {error}{_line_of(error, text)}") from error


def _line_of(error: tomllib.TOMLDecodeError, text: str) -> str:
    """The content of the line that a syntax error names."""
    if text.startswith("\ufeff"):
        return ": the file begins with a byte order mark; save it as UTF-8 without one"
    found = re.search(r"at line (\d+)", str(error))
    return f": {text.split(chr(10))[int(found[1]) - 1].strip():.80}" if found else ""


def schema_of(kind: type) -> TableSchema:
    """The schema of a TypedDict, or of a dataclass whose fields all have defaults."""
    hints = get_type_hints(kind, include_extras=True)
    return TableSchema(hints=hints, required=getattr(kind, "__required_keys__", frozenset()))


def check_table(value: Mapping[str, object], table: TableSchema, place: TomlPlace) -> None:
    """Raise `SpecError` unless every key is known, none is missing, and every value has its key's type."""
    for key in value.keys() - table.hints.keys():
        raise place.unknown_name_error("key", key, table.hints)
    for key in sorted(table.required - value.keys()):
        raise place.error(f"key '{key}' is missing: {_words(table.hints[key])}")
    for key, one in value.items():
        check_value(one, table.hints[key], place, key)


def check_value(value: object, hint: object, place: TomlPlace, key: str) -> None:
    """Raise `SpecError` unless a value has the required type."""
    if get_origin(hint) is Required:
        (hint,) = get_args(hint)
    if isinstance(hint, type) and (is_typeddict(hint) or is_dataclass(hint)) and isinstance(value, dict):
        check_table(value, schema_of(hint), place.child(key))
    elif get_origin(hint) is list and isinstance(value, list):
        for number, one in enumerate(value, 1):
            check_value(one, get_args(hint)[0], place, f"{key}[{number}]")
    elif not _fits(value, hint):
        raise place.error(f"key '{key}' is {_spell(value)}; allowed: {_words(hint)}")


def _fits(value: object, hint: object) -> bool:
    """Whether a value, neither a list nor a table with a schema, has a type. A float may be a whole number."""
    if get_origin(hint) is Annotated:
        base, *marks = get_args(hint)
        return _fits(value, base) and all(_in(value, mark) for mark in marks if isinstance(mark, Within))
    if get_origin(hint) is Literal:
        return any(value == arg and type(value) is type(arg) for arg in get_args(hint))
    if hint is float:
        return type(value) in {int, float}
    return type(value) is (get_origin(hint) or hint)


def _in(value: object, bounds: Within) -> bool:
    """Whether a number is in range; NaN is in no range."""
    return isinstance(value, int | float) and bounds.low <= value <= bounds.high


def _words(hint: object) -> str:
    """A type in words for an instructor."""
    if get_origin(hint) is Required:
        return _words(get_args(hint)[0])
    if get_origin(hint) is Literal:
        return " or ".join(repr(arg) for arg in get_args(hint))
    if get_origin(hint) is Annotated:
        base, *marks = get_args(hint)
        return _words(base) + "".join(_range(mark) for mark in marks if isinstance(mark, Within))
    if get_origin(hint) is list:
        return f"a list, each of it {_words(get_args(hint)[0])}"
    words = {
        str: "a text",
        bool: "true or false",
        int: "a whole number",
        float: "a number",
        datetime: "a date and time without quotes, such as 2030-10-20T23:59:00",
    }
    return words.get(hint, "a table") if isinstance(hint, type) else "a table"


def _range(bounds: Within) -> str:
    return f" of at least {bounds.low:g}" if isinf(bounds.high) else f" from {bounds.low:g} to {bounds.high:g}"


def _spell(value: object) -> str:
    """A value as it is written in the file, if it is short."""
    match value:
        case bool():
            return str(value).lower()
        case dict():
            return "a table"
        case list():
            return "a list"
        case date() | time():
            return str(value)
    return f"{value!r:.60}"
