"""Grades and regrades the submissions of a cohort: in which order files run and are judged, and what a crash leaves."""
