"""Computes marks from points and hand-in times: assignments, due dates, late work, attempts and decisions.

Theory of operation. Marks are never stored. They are computed from the last result of every attempt, from the decisions
in the gradebook, and from `exercises/assignments.toml` as it is now. So a new due date or policy, an extension or a
regrade changes every mark that depends on it, and computing marks twice gives the same marks. Learners are handled one
after another, in constant memory. All arithmetic is exact; numbers are rounded once, when they are shown.

It may import the rest of `grader.gradebook`, `course`, and the packages below them. Begin with
`aggregate.compute_marks` and `assignments_file.load_assignments`.

records           the marks of an exercise, an assignment and the course; exact arithmetic
policy            the rules of an assignment for hand-ins, and what an attempt loses for being late
assignments_file  the course's assignments.toml
clock             due dates and days by the clock of the course's time zone
decisions         instructors' decisions, checked against the course and the gradebook, and which are in force
exercise          the mark of one exercise; which attempts count; overrides that hide a better attempt
aggregate         adds up exercises to assignments and the course, for all learners of a gradebook
hand_in_rules     when a service accepts hand-ins, when it shows results, what a learner may know before
explanation       a mark explained step by step, or as plain data; notes of points lost for lateness
"""

from grader.gradebook.marks.aggregate import compute_marks, counted_shares
from grader.gradebook.marks.clock import Period
from grader.gradebook.marks.policy import AttemptRule, FeedbackRule, LatePenalty, Policy
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
