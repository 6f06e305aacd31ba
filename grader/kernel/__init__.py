"""Code that runs INSIDE: beside learner code, in the sandbox, where nothing is trusted and nothing is secret.

The jail sees this package, `grader/__init__.py`, `errors.py` and `evidence.py`, and no other file of ours.
"""
