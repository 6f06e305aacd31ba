"""Adds findings.rests_on, criteria.verifiable, the verified points of results, and the table refusals."""

import sqlalchemy as sa
from alembic import op

from grader.gradebook import schema
from grader.gradebook.schema import CodePointText

revision = "9"
down_revision = "8"


def upgrade() -> None:
    """Earlier results did not say what they rest on, which a regrade says, and nothing was refused."""
    op.add_column("findings", sa.Column("rests_on", sa.JSON))
    op.add_column("criteria", sa.Column("verifiable", sa.Boolean))
    for name in ("verified_earned", "verified_possible", "verified_unscored"):
        op.add_column("results", sa.Column(name, sa.Integer))
    op.create_table(
        "refusals",
        sa.Column("result_id", sa.Integer, sa.ForeignKey("results.id"), primary_key=True, nullable=False),
        sa.Column("position", sa.Integer, primary_key=True, nullable=False),
        sa.Column("criterion", CodePointText),
        sa.Column("what", CodePointText, nullable=False),
        sa.Column("traceback", CodePointText, nullable=False),
    )
    schema.add_triggers(op.get_bind(), ["refusals"])
