"""The triggers that keep the gradebook append-only, in either database."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, text

CHANGES = ("UPDATE", "DELETE")

_REFUSAL = """
CREATE OR REPLACE FUNCTION gradebook_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the gradebook is append-only: no % of %', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def add_triggers(connection: Connection, tables: Iterable[str]) -> None:
    """Refuse to change or delete a row of these tables from now on."""
    on_server = connection.dialect.name == "postgresql"
    if on_server:
        connection.execute(text(_REFUSAL))
    for table in tables:
        for statement in _on_server(table) if on_server else _in_file(table):
            connection.exec_driver_sql(statement)


def remove_triggers(connection: Connection, tables: Iterable[str]) -> None:
    """Let rows be changed and deleted until `add_triggers`, which is to come before the transaction ends."""
    on = " ON {}" if connection.dialect.name == "postgresql" else ""
    for table in tables:
        for change in (*CHANGES, "TRUNCATE") if on else CHANGES:
            connection.exec_driver_sql(f"DROP TRIGGER {table}_no_{change.lower()}{on.format(table)}")


def _in_file(table: str) -> Iterator[str]:
    for change in CHANGES:
        yield (
            f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'the gradebook is append-only: no {change} of {table}'); END"
        )


def _on_server(table: str) -> Iterator[str]:
    for change in (*CHANGES, "TRUNCATE"):
        yield (
            f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION gradebook_is_append_only()"
        )
