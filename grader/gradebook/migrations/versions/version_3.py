"""Adds runs.repairs."""

import sqlalchemy as sa
from alembic import op

revision = "3"
down_revision = "2"


def upgrade() -> None:
    """Nothing was put right in runs so far."""
    op.add_column("runs", sa.Column("repairs", sa.JSON, nullable=False, server_default="[]"))
