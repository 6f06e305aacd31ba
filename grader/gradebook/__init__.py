"""The gradebook: every judgement and decision ever made of one cohort, appended and never changed.

Theory of operation. The gradebook is an SQLite file or, if a URL says so, a PostgreSQL database. One process judges,
from `Gradebook.open` to `close`, and holds a lock that the system releases when the process ends, however it ends. Any
number of processes may add hand-ins and decisions meanwhile (`Gradebook.join`), or read (`Gradebook.view`). A result,
its findings, its run and its submission are added in one transaction that is on the disk before `record` returns, so a
batch that is killed at any moment resumes from whole results. Triggers refuse UPDATE and DELETE: a regrade adds a row,
and the result that a learner saw last month can be shown again. The one exception is `forget`, which removes a person.

It may know `course` and what is below it; only `marks` needs the course. Begin with `gradebook.Gradebook` or, for
marks, with `marks.aggregate.compute_marks`.

gradebook    the gradebook as the rest of the grader uses it
schema       the tables, the meaning of each column; how values are stored, and what refuses changes
queries      which results count, and whole entries read from rows; what there is of a learner
streams      rows by the hundred thousand, for marks, insight and exports
writing      an entry as rows, and what makes two rows the same (`IDENTITY`); the removal of a learner's
decisions    decisions, regrades and released feedback, and their rows
hand_ins     what waits to be judged
database     a set of tables and its version; what every database must do: `sqlite` and `postgresql` do it
opening      where a database lies, a file or a server by URL, and how it is opened there
damage       damage of an SQLite file, looked for when it is opened
marks        from points and hand-in times to marks
"""

from grader.gradebook.decisions import Decision, FeedbackRelease, Regrade
from grader.gradebook.gradebook import Gradebook
from grader.gradebook.schema import DecisionKind
from grader.gradebook.writing import Entry, grade_key

__all__ = ["Decision", "DecisionKind", "Entry", "FeedbackRelease", "Gradebook", "Regrade", "grade_key"]
