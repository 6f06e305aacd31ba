"""Adds the table releases."""

import sqlalchemy as sa
from alembic import op

from grader.gradebook import schema
from grader.gradebook.schema import CodePointText, Utc

revision = "8"
down_revision = "7"


def upgrade() -> None:
    """No feedback waited for an instructor so far."""
    op.create_table(
        "releases",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("assignment", CodePointText, nullable=False, unique=True),
        sa.Column("who", CodePointText, nullable=False),
        sa.Column("when", Utc, nullable=False),
    )
    schema.add_triggers(op.get_bind(), ["releases"])
