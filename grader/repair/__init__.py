"""Proven hints: repairs of a learner's answer that were tried and found to pass.

facts   what a search knows of an exercise's reference: small facts, never its text
search  candidates are asked of the reader, tried, judged by the exercise's own checks, and proven by a run
hints   what is said to the learner, by the kind of mistake that a repair undoes

Nothing here decides a mark: a search begins once an answer is judged.
"""
