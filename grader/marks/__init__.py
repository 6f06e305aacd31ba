"""From points and hand-in times to marks: assignments, due dates, late work, attempts and what was decided.

Theory of operation. Marks are never kept, they are worked out: from the last result of every attempt, from the
decisions in the gradebook, and from `exercises/assignments.toml` as it is now. So a due date that moves, a policy that
changes, an extension or a regrade moves every mark that depends on it, and working them out twice gives the same.
One learner is looked at after another, in constant memory. All arithmetic is exact; numbers are rounded once, where
they are shown.

records, rounding   what is worked out: marks of an exercise, an assignment, the course; numbers as people read them
reading, clock      the course's assignments.toml; due dates and days by the clock of its time zone
lateness            what an attempt loses for being late
rulings             which of the decisions on a learner hold
choosing, exercise  which attempts count, and what they come to
dropping, adding    exercises to an assignment, assignments to the course; `exactly` sums fractions quickly
working             all of it, from a gradebook
telling, plain      a mark told step by step, for terminals and pages; as plain data
noting              what lateness takes, for the gradebook
"""

from grader.marks.aggregate import compute_marks
from grader.marks.numbers import percent, round_points
from grader.marks.records import (
    AssignedExercise,
    Assignment,
    Assignments,
    Attempt,
    AttemptRule,
    CourseMark,
    Due,
    ExerciseMark,
    LatePenalty,
    Mark,
    Period,
    Policy,
)

__all__ = [
    "AssignedExercise",
    "Assignment",
    "Assignments",
    "Attempt",
    "AttemptRule",
    "CourseMark",
    "Due",
    "ExerciseMark",
    "LatePenalty",
    "Mark",
    "Period",
    "Policy",
    "compute_marks",
    "percent",
    "round_points",
]
