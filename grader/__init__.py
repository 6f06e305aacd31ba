"""Grades deep learning exercises in sandboxed kernels against reference solutions."""

__version__ = "0.1.0"
