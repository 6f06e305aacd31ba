"""From a run and its rubric to findings, points and diagnoses.

It reads no learner's file, and runs nothing, but for one part: `causes.repair_search` has variants of an answer run. It
may import `probe`, `model`, `source`, `sandbox`, `evidence`, `util` and `errors`.

Begin with `judge.Judge`, which makes a `Judgement` from a run of a `PreparedExercise`, and with `rubric.grade_run`,
which applies the criteria. `checks.CHECKS` are all checks by name. `causes.diagnosing.diagnose` names misconceptions.

judge          from a run to what is said of it, and after the exercise has changed, to what is said now
rubric         from two runs to findings and a score
finding_keys   what findings and diagnoses follow from, as digests
name_matching  which of a learner's objects was meant, if another name was asked for
checks         what can be checked, and how: evidence is compared with the reference's
causes         why an answer is wrong: one table of misconceptions, detectors that propose them, repairs that prove them
"""
