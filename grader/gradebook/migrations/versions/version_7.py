"""Adds runs.hints_cpu_s and diagnoses.proven."""

import sqlalchemy as sa
from alembic import op

revision = "7"
down_revision = "6"


def upgrade() -> None:
    """No repair was sought so far, and none proven."""
    op.add_column("runs", sa.Column("hints_cpu_s", sa.Float))
    op.add_column("diagnoses", sa.Column("proven", sa.JSON))
