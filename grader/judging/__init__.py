"""Makes findings, points and diagnoses from a run and its rubric.

It reads no learner's file. It runs nothing, with one exception: `causes.repair_search` has variants of an answer run.
It may import `probe`, `model`, `source`, `sandbox`, `evidence`, `util` and `errors`.

Begin with `judge.Judge`, which makes a `Judgement` from a run of a `PreparedExercise`, and with `rubric.grade_run`,
which applies the criteria. `checks.CHECKS` are all checks by name. `causes.diagnosing.diagnose` names misconceptions.

judge          the judgement of a run, and a new judgement of it after the exercise has changed
rubric         findings and a score from two runs
finding_keys   digests of everything that findings and diagnoses depend on
name_matching  which of a learner's objects was meant, if the required name is missing
checks         what can be checked, and how: evidence is compared with the reference's evidence
causes         why an answer is wrong: one table of misconceptions, detectors that propose them, repairs that prove them
"""
