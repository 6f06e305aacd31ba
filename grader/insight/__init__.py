"""What the results of a cohort show about exercises and criteria, computed once, as data for pages and people.

Theory of operation. One pass over the gradebook (`grader.gradebook.streams`) brings each result with its verdicts. From
them come difficulty, discrimination and alarms. The first failing criterion of each result gives the clusters, and the
files that were handed in give the similar pairs. All of it goes into one file, OUT/insight.json. Nothing here runs
learner code or trusts it: files are read as text, within size limits, and those that can't be read are counted.

records      the content of the file
computing    all of it for a cohort, into the file and back
exercises, criteria, clusters   from rows to records, by way of `columns` of numbers and each learner's `ability`
statistics, alarms              the numbers and the alarms, each with its source
similarity   near-identical submissions: the learner's own code by `winnowing`, without `shipped_code`, and `passages`
"""

from grader.insight.computing import compute, read_insight, write_insight
from grader.insight.records import Insight
from grader.storage.layout import INSIGHT

__all__ = ["INSIGHT", "Insight", "compute", "read_insight", "write_insight"]
