"""Grades and regrades the submissions of a cohort: in which order files run and are judged, and what a crash leaves.

Begin with `grade.GradeBatch`, and with `state.Batch`, which decides all that happens.

grade             grades a folder of submissions into a gradebook
regrade           what results would be by the course as it is now
submission_batch  what both share
state             a state machine: what to run next, what to judge, when to stop
driver            carries out what `state` says, in kernels of this machine or on many
"""
