"""What a test reads in OUT while a batch is writing it."""

import sqlite3
from contextlib import closing
from pathlib import Path


def count_results(out: Path) -> int:
    """The number of results in OUT's gradebook; 0 before it is made."""
    try:
        with closing(sqlite3.connect(f"file:{out / 'gradebook.sqlite'}?mode=ro", uri=True)) as book:
            count: int = book.execute("SELECT count(*) FROM results").fetchone()[0]
            return count
    except sqlite3.OperationalError:
        return 0
