"""The gradebook: every judgement and decision ever made of one cohort, appended and never changed.

Theory of operation. It lies in an SQLite file or, where a URL says so, in a PostgreSQL database. One process writes,
from `Gradebook.open` to `close`, and holds a lock that the system drops with the process however it dies. Any number
may read, with `Gradebook.view`. A result, its findings, its run and its submission go in as one transaction that is on
the disk before `record` returns, so a batch killed at any moment resumes from whole results. Triggers refuse UPDATE
and DELETE: a regrade adds a row, and what a learner was told last month can be shown again. The one exception is
`forget`, which removes a person.

book         the gradebook as the rest of the grader knows it
entry        what goes in and comes out
schema       the tables and the meaning of each column; `types` and `triggers` belong to it
writing, reading, decisions, forgetting   rows from records, and records from rows
database     what both databases can do; `sqlite` and `postgresql` do it, `place` chooses
migrations   from each version of the schema to the next, with Alembic; `versions` runs them
"""

from grader.gradebook.entry import Entry, Regrade, grade_key
from grader.gradebook.gradebook import Gradebook

__all__ = ["Entry", "Gradebook", "Regrade", "grade_key"]
