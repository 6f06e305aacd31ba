"""The gradebook's tables explain themselves."""

import pytest
from sqlalchemy import Column, Table

from grader import schema

TABLES = schema.metadata.sorted_tables
COLUMNS = [column for table in TABLES for column in table.columns]


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_table_has_a_comment(table: Table) -> None:
    """A table says what one row of it is."""
    assert table.comment


@pytest.mark.parametrize("column", COLUMNS, ids=str)
def test_every_column_is_filled_and_has_a_comment(column: Column[object]) -> None:
    """A column is never NULL and says what is in it."""
    assert not column.nullable
    assert column.comment
