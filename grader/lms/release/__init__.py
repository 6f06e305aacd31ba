"""Editions of the course: the learners' own, and what a service gets that grades single submissions."""
