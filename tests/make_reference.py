"""Writes the manual's reference pages from the code, and its list of exercises from the course's files.

usage: python tests/make_reference.py

`make manual` runs it; a test fails where a page is stale. Words come from the docstrings and help texts themselves.
"""

import ast
import inspect
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from enum import StrEnum
from itertools import pairwise
from operator import itemgetter
from pathlib import Path
from textwrap import dedent
from types import NoneType
from typing import Annotated, Any, Final, Literal, get_args, get_origin, get_type_hints, is_typeddict

from sqlalchemy import Column, Table, UniqueConstraint
from sqlalchemy.dialects import sqlite
from typer.models import ArgumentInfo, ParameterInfo

from grader.commands import cli
from grader.course import Lesson
from grader.course.exercise_file import load_exercise
from grader.course.loader import load_course
from grader.gradebook import schema
from grader.gradebook.database import VERSIONS
from grader.judging.checks import CHECKS
from grader.judging.checks.parameters import Check, Injected, Want, injected_parameters, keys, observed_parameters
from grader.lms.export.formats import FORMATS
from grader.model import Outcome
from grader.sandbox.limits import Limits
from grader.util.toml_schema import Within

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "grader" / "manual" / "reference"
KEYS = re.compile(r"^Keys:\n(?P<lines>(?:(?: .*)?\n?)*)", re.MULTILINE)
RAISES = re.compile(r"\n\nRaises .*", re.DOTALL)
EVERY = ("course", "workers", "sandbox", "gradebook", "cluster", "tls_ca", "tls_cert", "tls_key", "as_json")
"""Options that several commands share; they stand once, at the end of the page."""
VALUES: Final[Mapping[type, str]] = {str: "TEXT", Path: "PATH", int: "NUMBER", float: "NUMBER", bool: ""}
TYPES: Final[Mapping[object, str]] = {str: "text", float: "number", int: "whole number", bool: "`true` or `false`"}


def commands() -> str:
    """Every command with its arguments and options, in the groups of those who type them."""
    head = "# Commands\n\n`grader COMMAND --help` prints the same. Options that several commands have stand at the end."
    shared: dict[str, tuple[str, str]] = {}
    parts = [head, *(part for title, names in cli.COMMANDS.items() for part in _group(title, names, shared))]
    return "\n\n".join([*parts, "## Options that several commands have", _options([*shared.values()])]) + "\n"


def parameters_of(function: Callable[..., int]) -> list[str]:
    """The names of a command's arguments and options in code."""
    return [*inspect.signature(function).parameters]


def _group(title: str, names: Iterable[str], shared: dict[str, tuple[str, str]]) -> Iterator[str]:
    yield f"## {title}"
    for name in names:
        function = cli.load_command(name)
        rows = {parameter: option(function, parameter) for parameter in parameters_of(function)}
        common = {parameter: row for parameter, row in rows.items() if parameter in EVERY}
        shared |= common
        yield f"### grader {name}"
        yield " ".join((inspect.getdoc(function) or "").split())
        if own := [row for parameter, row in rows.items() if parameter not in EVERY]:
            yield _options(own)
        if common:
            spelled = (spelled.strip("`").partition(" ")[0] for spelled, _ in common.values())
            yield f"Also: {', '.join(f'`{one}`' for one in spelled)}."


def _options(rows: Sequence[tuple[str, str]]) -> str:
    return _table(("argument or option", "what it is"), rows)


def option(function: Callable[..., int], parameter: str) -> tuple[str, str]:
    """How an argument or option is spelled, and what it is."""
    hint = get_type_hints(function, include_extras=True)[parameter]
    hint = next(one for one in (hint, *get_args(hint)) if get_origin(one) is Annotated)
    kind, info = get_args(hint)[:2]
    default = inspect.signature(function).parameters[parameter].default
    notes = [
        *(["required"] if default is inspect.Parameter.empty and not info.default_factory else []),
        *([f"default: {default}"] if type(default) in {int, float} else []),
        *([f"or the variable `{info.envvar}`"] if info.envvar else []),
    ]
    meaning = " ".join([_sentence(info.help), *([f"({'; '.join(notes)})"] if notes else [])])
    return f"`{_spelling(parameter, kind, info)}`", meaning


def _spelling(parameter: str, kind: Any, info: ParameterInfo) -> str:
    """`FILE`, `--json` or `--to PATH`."""
    kinds = [one for one in (kind, *get_args(kind)) if isinstance(one, type) or get_origin(one) is Literal]
    value = info.metavar or next((_values(one) for one in kinds if one is not NoneType), "")
    if isinstance(info, ArgumentInfo):
        return str(info.metavar or parameter.upper())
    declared = [one for one in (info.default, *(info.param_decls or ())) if isinstance(one, str)]
    name = declared[0] if declared else f"--{parameter.replace('_', '-')}"
    return name if bool in kinds else f"{name} {value}"


def _values(kind: Any) -> str:
    if get_origin(kind) is Literal:
        return "|".join(get_args(kind))
    return "|".join(kind) if issubclass(kind, StrEnum) else VALUES[kind]


def _sentence(text: str) -> str:
    return text if text.endswith((".", "…")) else f"{text}."


def checks() -> str:
    """Every check: what it asks, what it looks at, and its keys in a rubric."""
    head = """# Checks

Each check compares what the learner's run left under a name (`of`) with what the reference's run left there. How far
that can be trusted: [how the grader judges](../instructors/how-it-judges.md). A criterion with a check marked *replay*
may have a `replay`.
"""
    table = _table(
        ("check", "what it asks", "looks at"),
        [(f"[`{name}`](#{name})", _summary(check), _looks(check)) for name, check in CHECKS.items()],
    )
    return "\n".join([head, table, "", *(_check(name, check) for name, check in CHECKS.items())])


def _check(name: str, check: Check) -> str:
    rows = [(f"`{key}`", _type(check, key), _default(check, key), text) for key, text in key_lines(check).items()]
    table = _table(("key", "type", "default", "what it is"), rows) if rows else "It has no key besides `of`."
    return f"## {name}\n\n{_prose(check)}\n\n{table}\n"


def _prose(check: Check) -> str:
    """The docstring without its keys, and without what only its callers want to know."""
    return RAISES.sub("", KEYS.sub("", _doc(check))).strip()


def _summary(check: Check) -> str:
    return " ".join(_prose(check).partition("\n\n")[0].split())


def _doc(check: Check) -> str:
    return inspect.getdoc(check) or ""


def key_lines(check: Check) -> Mapping[str, str]:
    """Each key of a rubric to what the check's docstring says of it."""
    found = KEYS.search(_doc(check))
    entries = re.split(r"\n(?=\S)", dedent(found["lines"]).strip()) if found else []
    return {key: " ".join(text.split()) for key, _, text in (entry.partition(":") for entry in entries)}


def _looks(check: Check) -> str:
    replay = "; *replay*" if Injected.INPUTS in injected_parameters(check).values() else ""
    return observed_parameters(check)["of"].what + replay


def _default(check: Check, key: str) -> str:
    value = keys(check)[key].default
    if value is inspect.Parameter.empty:
        return "required"
    return "none" if value == () else f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _type(check: Check, key: str) -> str:
    return _spell(get_type_hints(check, include_extras=True)[key])


def _spell(hint: Any) -> str:
    """A parameter's type as an author of TOML would say it."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        kind, mark = arguments[0], arguments[1]
        names = "names" if get_origin(kind) is list else "name"
        return names if isinstance(mark, Want) else _spell(kind) + (_range(mark) if isinstance(mark, Within) else "")
    if origin is list:
        return f"[{_spell(arguments[0])}, …]"
    if arguments:
        return " or ".join(f'`"{one}"`' for one in arguments)
    return "table" if is_typeddict(hint) else TYPES[hint]


def _range(within: Within) -> str:
    high = f" to {within.high:,}" if math.isfinite(within.high) else " or more"
    return f", {within.low:g}{high}"


def limits() -> str:
    """Every limit of a run with its default."""
    told = _field_docs(Limits)
    rows = [(f"`{field.name} = {field.default:g}`", told[field.name]) for field in fields(Limits)]
    table = _table(("default", "of what, and what is past it"), rows)
    return f"# Limits of a run\n\n[Set limits](../authors/limits.md) in a rubric's `[limits]`.\n\n{table}\n"


def outcomes() -> str:
    """How a run can end."""
    told = _field_docs(Outcome)
    rows = [(f"`{one.value}`", told[one.name]) for one in Outcome]
    return f"# How a run can end\n\n{_table(('outcome', 'what happened, and what still counts'), rows)}\n"


def _field_docs(of: type[Limits | StrEnum]) -> Mapping[str, str]:
    """The documentation below each field of a class, by the field's name."""
    body = next(node for node in ast.parse(inspect.getsource(of)).body if isinstance(node, ast.ClassDef)).body
    pairs = pairwise(body)
    return {_name(one): " ".join(text.split()) for one, two in pairs if (text := _text(two)) and _name(one)}


def _name(node: ast.stmt) -> str:
    target = (
        node.target if isinstance(node, ast.AnnAssign) else node.targets[0] if isinstance(node, ast.Assign) else None
    )
    return target.id if isinstance(target, ast.Name) else ""


def _text(node: ast.stmt) -> str:
    match node:
        case ast.Expr(value=ast.Constant(value=str() as text)):
            return text
    return ""


def exit_codes() -> str:
    """What the command line's own docstring says of exit codes."""
    told = " ".join((cli.__doc__ or "").partition("Exit codes: ")[2].split()).removesuffix(".")
    rows = [
        (f"`{code}`", _sentence(meaning[0].upper() + meaning[1:]))
        for code, _, meaning in (one.partition(" ") for one in told.split("; "))
    ]
    return f"# Exit codes\n\n{_table(('code', 'what it means'), rows)}\n"


def exports() -> str:
    """Every format of `grader export`."""
    rows = [
        (f"`{name}`", one.says, f"`--template`: {one.template}" if one.template else "", f"`{one.name}`")
        for name, one in FORMATS.items()
    ]
    table = _table(("`--format`", "what it writes", "what it needs", "in `OUT/exports`"), rows)
    return f"# Export formats\n\nHow to use them: [export marks](../instructors/export.md).\n\n{table}\n"


def gradebook() -> str:
    """Every table of the gradebook with its columns."""
    head = f"""# Tables of the gradebook

Version {schema.GRADEBOOK.version}, the same in an SQLite file and in PostgreSQL. A gradebook of any other is refused.

Rows are only ever added: triggers refuse UPDATE and DELETE, except in the transaction in which `grader forget` removes
a person. Times are text in UTC, ISO 8601, which sorts. A column may be NULL only where it says what that means.
"""
    tables = (VERSIONS, *schema.metadata.sorted_tables)
    return "\n".join([head, *(line for table in tables for line in _columns(table))])


def _columns(table: Table) -> Iterator[str]:
    yield f"## {table.name}\n\n{table.comment}\n"
    yield _table(("column", "type", "what it is"), [_column(column) for column in table.columns])
    yield ""
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint) and len(constraint.columns) > 1:
            yield f"No two rows have the same {', '.join(f'`{one.name}`' for one in constraint.columns)}.\n"


def _column(column: Column[Any]) -> tuple[str, str, str]:
    notes = [
        *(["**primary key**"] if column.primary_key else []),
        *(["unique"] if column.unique else []),
        *(["indexed"] if column.index else []),
        *(f"refers to `{key.target_fullname}`" for key in column.foreign_keys),
    ]
    told = f" ({', '.join(notes)})" if notes else ""
    return f"`{column.name}`", column.type.compile(dialect=sqlite.dialect()), f"{column.comment}{told}"


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *(tuple(cell.replace("|", "\\|") for cell in row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def course() -> str:
    """Every section of the outline with its exercises; what a learner produces stands on the page alone, and stays."""
    page = (FOLDER / "course.md").read_text(encoding="utf-8")
    written = dict(re.findall(r"^\| [\d, ]+ \| (.+? \| `.+?`) \| (.+) \| \d* \|$", page, re.MULTILINE))
    loaded = load_course(ROOT)
    rows = [
        (lesson.sections[0], _sections(lesson), lesson.title, f"`{name.partition('/')[2]}`", name)
        for lesson in loaded.lessons
        for name in lesson.exercises
    ]
    lines = [
        (first, f"| {sections} | {title} | {exercise} | {written[f'{title} | {exercise}']} | {_minutes(name)} |")
        for first, sections, title, exercise, name in rows
    ]
    lines += [(one.section, f"| {one.section} | {one.title} | none | {one.reason} | |") for one in loaded.unpractised]
    head = page.partition("|---|---|---|---|---|\n")
    return head[0] + head[1] + "".join(f"{line}\n" for _, line in sorted(lines, key=itemgetter(0)))


def _sections(lesson: Lesson) -> str:
    return ", ".join(map(str, lesson.sections))


def _minutes(exercise: str) -> int:
    return load_exercise(ROOT, exercise).minutes


PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "commands": commands,
    "checks": checks,
    "course": course,
    "limits": limits,
    "outcomes": outcomes,
    "exit-codes": exit_codes,
    "exports": exports,
    "gradebook": gradebook,
}
"""Page to what makes it."""


def main() -> None:
    """Write all pages."""
    for name, page in PAGES.items():
        (FOLDER / f"{name}.md").write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
