"""From points and hand-in times to marks: assignments, due dates, late work, attempts and what was decided.

Theory of operation. Marks are never stored. They are computed from the last result of every attempt, from the
decisions in the gradebook, and from `exercises/assignments.toml` as it is now. So a new due date or policy, an
extension or a regrade changes every mark that depends on it, and computing marks twice gives the same marks.
Learners are handled one after another, in constant memory. All arithmetic is exact; numbers are rounded once, where
they are shown.

records               the marks of an exercise, an assignment and the course, and the policies
numbers               exact arithmetic, and numbers as people read them
assignments_file      the course's assignments.toml
clock                 due dates and days by the clock of the course's time zone
lateness              what an attempt loses for being late
hand_in_rules         what a service takes when, and when it shows what came of it
decisions             an instructor's decision, checked against the course and the gradebook
standing_decisions    which of the decisions on a learner are in force
attempts, exercise    which attempts count, and the mark of one exercise
outdone               overrides that hide a better attempt than they knew of
concealed             what a learner may know of marks while some feedback waits
aggregate             exercises to assignments to the course, for all learners of a gradebook
explanation, as_json  a mark explained step by step, for terminals and pages; as plain data
late_notes            what lateness takes, for the gradebook
"""

from grader.gradebook.marks.aggregate import compute_marks, counted_shares
from grader.gradebook.marks.policy import AttemptRule, FeedbackRule, LatePenalty, Period, Policy
from grader.gradebook.marks.records import (
    AssignedExercise,
    Assignment,
    Assignments,
    Attempt,
    CourseMark,
    Due,
    ExerciseMark,
    Mark,
    percent,
    round_points,
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
    "FeedbackRule",
    "LatePenalty",
    "Mark",
    "Period",
    "Policy",
    "compute_marks",
    "counted_shares",
    "percent",
    "round_points",
]
