"""Code that runs INSIDE: beside learner code, in the sandbox, where nothing is trusted and nothing is secret.

The jail sees this package, `evidence`, `grader/__init__.py` and `errors.py`, and no other file of the grader's.
"""
