"""Adds findings.rests_on, criteria.verifiable and the verified points of results."""

import sqlalchemy as sa
from alembic import op

revision = "9"
down_revision = "8"


def upgrade() -> None:
    """Earlier results did not say what they rest on; a regrade says it."""
    op.add_column("findings", sa.Column("rests_on", sa.JSON))
    op.add_column("criteria", sa.Column("verifiable", sa.Boolean))
    for name in ("verified_earned", "verified_possible", "verified_unscored"):
        op.add_column("results", sa.Column(name, sa.Integer))
