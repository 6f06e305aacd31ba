"""Takes a learner's file from its bytes to a judged run: the code that `check` and `grade` share.

It combines the packages below it: `storage`, `gradebook`, `course`, `judging`, `probe`, `source` and `sandbox`. Begin
with `engine.Engine`, a course that is ready to run and judge, and with `batch.grade.GradeBatch`, which grades a cohort.

engine            a course in use: each file is read, repaired, run and judged
references        the exercises of a course, prepared for judging
source_run        runs one source: a reference, or an answer to a prepared exercise
kernel_supply     the process that makes an engine's kernels
run_keys          content keys: which runs are equal
environment       the versions, the processor and the salt, on which a run depends
explaining        finds after judging why an answer fails
bundle            a packed course, without references
calibration_file  the results of a reference's trainings over many seeds
batch             grades and regrades a cohort
cluster           runs the sources of a batch on many machines
"""
