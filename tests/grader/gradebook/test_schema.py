"""The gradebook's tables explain themselves."""

import pytest
from sqlalchemy import Column, Table

from grader.gradebook import schema
from tests.make_reference import gradebook

TABLES = schema.metadata.sorted_tables
COLUMNS = [column for table in TABLES for column in table.columns]


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_table_has_a_comment(table: Table) -> None:
    """A table says what one row of it is."""
    assert table.comment


@pytest.mark.parametrize("column", COLUMNS, ids=str)
def test_every_column_has_a_comment(column: Column[object]) -> None:
    """A column says what is in it, and of NULL what it means where it may be NULL."""
    assert column.comment
    assert ("NULL" in column.comment) == bool(column.nullable)


def test_the_page_names_every_column() -> None:
    """No table and no column is left out of the page, or is without its comment there."""
    said = gradebook()
    assert all(f"## {table.name}\n\n{table.comment}" in said for table in TABLES)
    assert all(f"| `{column.name}` |" in said and str(column.comment) in said for column in COLUMNS)
