"""How long exports take, and how much memory, of a cohort as large as the grader is made for."""

import subprocess
import sys
from pathlib import Path

import pytest

from grader.gradebook import Gradebook
from grader.identities import Identity, write_identities
from grader.publish import GRADEBOOK, RESULTS
from grader.results import write_jsonl
from tests.bench.big_cohort import Cohort, fill

pytestmark = pytest.mark.bench

ROOT = Path(__file__).parents[2]
FORMATS = ("csv", "csv-long", "jsonl", "junit", "moodle", "gradescope")
TEMPLATES = ("canvas", "moodle-worksheet")
LEARNERS, EXERCISES = 10_000, 30
MEASURED = """
import resource, sys, time
start = time.perf_counter()
from grader.cli import app
try:
    app(sys.argv[1:])
finally:
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(f"{time.perf_counter() - start:.1f} s, {used.ru_utime + used.ru_stime:.1f} CPU s, {used.ru_maxrss / 1024:.0f} MiB")
"""
