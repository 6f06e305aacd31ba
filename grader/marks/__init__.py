"""From points and hand-in times to marks: assignments, due dates, late work, attempts and what was decided.

Theory of operation. Marks are never kept, they are worked out: from the last result of every attempt, from the
decisions in the gradebook, and from `exercises/assignments.toml` as it is now. So a due date that moves, a policy that
changes, an extension or a regrade moves every mark that depends on it, and working them out twice gives the same.
One learner is looked at after another, in constant memory. All arithmetic is exact; numbers are rounded once, where
they are shown.

records      what is worked out: an attempt, an exercise's mark, an assignment's, the course's
rounding     numbers as people read them
"""

from grader.marks.records import (
    Assignment,
    Assignments,
    Attempt,
    Attempts,
    CourseMark,
    Due,
    ExerciseMark,
    Late,
    Mark,
    Part,
    Period,
    Policy,
)
from grader.marks.rounding import percent, rounded
from grader.marks.working import marks

__all__ = [
    "Assignment",
    "Assignments",
    "Attempt",
    "Attempts",
    "CourseMark",
    "Due",
    "ExerciseMark",
    "Late",
    "Mark",
    "Part",
    "Period",
    "Policy",
    "marks",
    "percent",
    "rounded",
]
