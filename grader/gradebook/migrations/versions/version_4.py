"""Adds regrades, decisions and submissions.submitted; what findings share moves to criteria.

Tables that lose something are made anew: SQLite takes neither a constraint nor a default off a table.
"""

import json
from hashlib import sha256
from typing import Any

import msgspec
import sqlalchemy as sa
from alembic import op

from grader.gradebook import schema

revision = "4"
down_revision = "3"

CRITERIA = sa.table(
    "criteria",
    *(sa.column(name) for name in ("id", "digest", "criterion", "title", "possible", "hidden", "judged_by")),
    sa.column("hints", sa.JSON),
)


def upgrade() -> None:
    """Keeps every row, under its old id."""
    op.add_column("submissions", sa.Column("submitted", sa.String, nullable=True))
    _add_regrades()
    _add_decisions()
    _renew_runs()
    _add_criteria()
    _renew_findings()
    schema.add_triggers(op.get_bind(), ["regrades", "decisions", "runs", "criteria", "findings"])


def _add_regrades() -> None:
    op.create_table(
        "regrades",
        _id(),
        _text("who"),
        _text("when"),
        _text("why"),
        _text("course_digest"),
        sa.Column("counts", sa.JSON, nullable=False),
    )
    # Alembic would add the reference apart, which SQLite can't.
    op.execute("ALTER TABLE results ADD COLUMN regrade_id INTEGER REFERENCES regrades (id)")
    op.add_column("results", sa.Column("diagnosed_by", sa.String))


def _add_decisions() -> None:
    op.create_table(
        "decisions",
        _id(),
        _text("learner"),
        *(sa.Column(name, sa.String) for name in ("exercise", "assignment", "criterion")),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("value", sa.Float),
        sa.Column("until", sa.String),
        sa.Column("automatic", sa.Float),
        _text("who"),
        _text("when"),
        _text("why"),
    )
    op.create_index("ix_decisions_learner", "decisions", ["learner"])


def _renew_runs() -> None:
    op.create_table(
        "new_runs",
        _id(),
        _text("key"),
        sa.Column("outcome", sa.String(40), nullable=False),
        *(sa.Column(name, sa.Float, nullable=False) for name in ("wall_s", "cpu_s", "peak_mib")),
        _text("message"),
        sa.Column("repairs", sa.JSON, nullable=False),
    )
    op.execute(
        "INSERT INTO new_runs SELECT id, key, outcome, wall_s, cpu_s, peak_mib, message, repairs FROM runs",
    )
    op.drop_table("runs")
    op.rename_table("new_runs", "runs")
    op.create_index("ix_runs_key", "runs", ["key"])


def _add_criteria() -> None:
    op.create_table(
        "criteria",
        _id(),
        _text("digest"),
        _text("criterion"),
        _text("title"),
        sa.Column("hints", sa.JSON, nullable=False),
        sa.Column("possible", sa.Integer, nullable=False),
        sa.Column("hidden", sa.Boolean, nullable=False),
        _text("judged_by"),
        sa.UniqueConstraint("digest"),
    )
    found = op.get_bind().exec_driver_sql("SELECT DISTINCT criterion, title, hints, possible, hidden FROM findings")
    op.bulk_insert(CRITERIA, [_criterion(number, row) for number, row in enumerate(found.all(), start=1)])


def _renew_findings() -> None:
    op.create_table(
        "new_findings",
        sa.Column("result_id", sa.Integer, sa.ForeignKey("results.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("criterion_id", sa.Integer, sa.ForeignKey("criteria.id"), nullable=False),
        sa.Column("verdict", sa.String(40), nullable=False),
        _text("message"),
        _text("expected"),
        _text("actual"),
        sa.Column("earned", sa.Integer, nullable=False),
        sa.Column("trust", sa.String(40), nullable=False),
        sa.Column("measured", sa.JSON, nullable=False),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO new_findings "
        "SELECT result_id, position, c.id, verdict, message, expected, actual, earned, trust, measured "
        "FROM findings f JOIN criteria c USING (criterion, title, hints, possible, hidden) "
        "ORDER BY result_id, position",
    )
    op.drop_table("findings")
    op.rename_table("new_findings", "findings")


def _criterion(number: int, found: sa.Row[Any]) -> dict[str, Any]:
    row = found._asdict() | {"hints": json.loads(found.hints), "hidden": bool(found.hidden), "judged_by": ""}
    return row | {"id": number, "digest": sha256(msgspec.json.encode(row)).hexdigest()}


def _id() -> "sa.Column[int]":
    return sa.Column("id", sa.Integer, primary_key=True, autoincrement=False)


def _text(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.String, nullable=False)
