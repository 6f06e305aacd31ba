"""The gradebook: every judgement and decision ever made about one cohort, appended and never changed.

Theory of operation. The gradebook is an SQLite file or, if a URL says so, a PostgreSQL database. One process judges,
from `Gradebook.open` to `close`, and holds a lock that the system releases when the process ends, even if it is killed.
Any number of processes may add hand-ins and decisions meanwhile (`Gradebook.join`), or read (`Gradebook.view`). A
result, its findings, its run and its submission are added in one transaction, which is on the disk before `record`
returns. So a batch that is killed at any moment resumes from complete results. Triggers refuse UPDATE and DELETE: a
regrade adds a row, and the result that a learner saw last month can be shown again. The only exception is `forget`,
which removes a person.

It may import `course` and the packages below it; only `marks` needs the course. Begin with `gradebook.Gradebook` or,
for marks, with `marks.aggregate.compute_marks`.

gradebook    the gradebook as the rest of the grader uses it
schema       the tables and their columns; how values are stored; the triggers that refuse changes
queries      which results count, whole entries read from rows, and everything recorded about a learner
streams      rows by the hundred thousand, for marks, insight and exports
writing      an entry as rows; which columns identify a row (`IDENTITY`); the removal of a learner's rows
decisions    decisions, regrades and released feedback, and their rows
hand_ins     the attempts that wait to be judged
database     a set of tables and its version; the interface of databases, which `sqlite` and `postgresql` have
opening      where a database is, a file or a server by URL, and how it is opened
damage       finds damage of an SQLite file when it is opened
marks        computes marks from points and hand-in times
"""

from grader.gradebook.decisions import Decision, FeedbackRelease, Regrade
from grader.gradebook.gradebook import Gradebook
from grader.gradebook.schema import DecisionKind
from grader.gradebook.writing import Entry, grade_key
