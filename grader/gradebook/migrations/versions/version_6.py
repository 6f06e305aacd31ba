"""Replaces runs.repairs, a list of sentences, by runs.changes, a list of records."""

import sqlalchemy as sa
from alembic import op

from grader.gradebook import schema

revision = "6"
down_revision = "5"

RUNS = sa.table("runs", sa.column("id", sa.Integer), sa.column("changes", sa.JSON))


def upgrade() -> None:
    """What was repaired in a file becomes a change of the kind "recovered", of no known cell."""
    schema.remove_triggers(op.get_bind(), ["runs"])
    op.execute("ALTER TABLE runs RENAME COLUMN repairs TO changes")
    rows = op.get_bind().execute(sa.select(RUNS)).all()
    for row in rows:
        changes = [{"kind": "recovered", "sentence": said, "cell": None, "line": None} for said in row.changes]
        if changes:
            op.execute(sa.update(RUNS).where(RUNS.c.id == row.id).values(changes=changes))
    schema.add_triggers(op.get_bind(), ["runs"])
