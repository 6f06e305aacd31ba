"""The page on the gradebook's tables, made from the schema: `python -m grader.gradebook.page` writes SCHEMA.md."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Table, UniqueConstraint
from sqlalchemy.dialects import sqlite

from grader.gradebook import schema

PAGE = Path(__file__).with_name("SCHEMA.md")
_HEAD = f"""# The gradebook's tables

Version {schema.VERSION} of the schema, the same in an SQLite file and in PostgreSQL.

Rows are only ever added: triggers refuse UPDATE and DELETE, but in the transaction in which `grader forget` removes a
person. Times are text in UTC, ISO 8601, which sorts. A column may be NULL only where it says what that means.

Made from `grader/gradebook/schema.py` by `python -m grader.gradebook.page`; a test fails where the two differ.
"""


def page() -> str:
    """The whole page, Markdown."""
    return "\n".join([_HEAD, *(line for table in schema.metadata.sorted_tables for line in _table(table))])


def _table(table: Table) -> Iterator[str]:
    yield f"## {table.name}\n"
    yield f"{table.comment}\n"
    yield "| column | type | what it is |"
    yield "|---|---|---|"
    yield from (_row(column) for column in table.columns)
    yield ""
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint) and len(constraint.columns) > 1:
            yield f"No two rows have the same {', '.join(f'`{one.name}`' for one in constraint.columns)}.\n"


def _row(column: Column[Any]) -> str:
    notes = [
        *(["**primary key**"] if column.primary_key else []),
        *(["unique"] if column.unique else []),
        *(["indexed"] if column.index else []),
        *(f"refers to `{key.target_fullname}`" for key in column.foreign_keys),
    ]
    told = f" ({', '.join(notes)})" if notes else ""
    kind = column.type.compile(dialect=sqlite.dialect())
    return f"| `{column.name}` | {kind} | {str(column.comment).replace('|', chr(92) + '|')}{told} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
