"""Adds forgotten."""

import sqlalchemy as sa
from alembic import op

from grader.gradebook import schema

revision = "5"
down_revision = "4"


def upgrade() -> None:
    """Which numbers were given to decisions on learners who are forgotten already is not known."""
    op.create_table(
        "forgotten",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("last_decision", sa.Integer, nullable=False),
    )
    schema.add_triggers(op.get_bind(), ["forgotten"])
