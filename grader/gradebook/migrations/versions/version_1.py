"""submissions, runs, results, findings. No gradebook is older, and a new one is made whole from the schema."""

revision = "1"
down_revision = None


def upgrade() -> None:
    """Nothing."""
