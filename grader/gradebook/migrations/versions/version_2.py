"""Adds findings.measured and diagnoses."""

import sqlalchemy as sa
from alembic import op

from grader.gradebook import schema

revision = "2"
down_revision = "1"


def upgrade() -> None:
    """Findings so far measured nothing, and nothing was recognised."""
    op.add_column("findings", sa.Column("measured", sa.JSON, nullable=False, server_default="null"))
    op.create_table(
        "diagnoses",
        sa.Column("result_id", sa.Integer, sa.ForeignKey("results.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("rule", sa.String, nullable=False),
        sa.Column("message", sa.String, nullable=False),
        sa.Column("where", sa.String, nullable=False),
        sa.Column("lesson", sa.String, nullable=False),
        sa.Column("hints", sa.JSON, nullable=False),
    )
    schema.add_triggers(op.get_bind(), ["diagnoses"])
