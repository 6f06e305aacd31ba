"""Grades and regrades the submissions of a cohort: decides the order of runs and judgements, and survives crashes.

Begin with `grade.GradeBatch`, and with `state.Batch`, which makes all decisions.

grade             grades a folder of submissions into a gradebook
regrade           finds what results would be by the course as it is now
submission_batch  the code that both share
state             a state machine: what to run next, what to judge, when to stop
driver            carries out the instructions of `state`, in kernels of this machine or on many machines
"""
