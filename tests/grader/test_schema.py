"""The gradebook's tables explain themselves."""

import pytest
from sqlalchemy import Column, Table

from grader import schema

TABLES = schema.metadata.sorted_tables
COLUMNS = [column for table in TABLES for column in table.columns]


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_table_has_a_comment(table: Table) -> None:
    """A table says what one row of it is, and the documentation repeats it."""
    assert table.comment
    assert f"### {table.name}\n\n{table.comment}" in schema.documentation()


@pytest.mark.parametrize("column", COLUMNS, ids=str)
def test_every_column_is_filled_and_has_a_comment(column: Column[object]) -> None:
    """A column is never NULL, says what is in it, and the documentation repeats it."""
    assert not column.nullable
    assert column.comment
    assert f"| `{column.name}` | {column.type} | {column.comment} |" in schema.documentation()
