"""The names of what lies in OUT, the folder into which a cohort is graded.

gradebook.sqlite            every submission, run, result and finding; one transaction a result
runs/                       runs by content key, the references' too, so that pages can be drawn again anywhere
files/                      what was handed in, by content, so that it can be judged again
identities.csv              who each pseudonym stands for
insight.json                what the results tell about exercises and criteria
not_graded.json             what lay in the folder and was not a submission
results.jsonl               one result a line
exports/                    what `grader export` writes where no other place is named
index.html, learners/       the pages; a learner's is drawn again where its result is newer
"""

from typing import Final

GRADEBOOK: Final = "gradebook.sqlite"
RUNS: Final = "runs"
FILES: Final = "files"
IDENTITIES: Final = "identities.csv"
INSIGHT: Final = "insight.json"
NOT_GRADED: Final = "not_graded.json"
RESULTS: Final = "results.jsonl"
EXPORTS: Final = "exports"
COHORT_PAGE: Final = "index.html"
SUBMITTED: Final = "submitted.csv"
"""Beside the learners' folders of a cohort: when each file was handed in."""
