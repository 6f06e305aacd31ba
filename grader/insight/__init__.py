"""What the results of a cohort tell about exercises and criteria, computed once, as data for pages and people.

Theory of operation. One pass over the gradebook (`grader.gradebook.streams`) brings each result with its verdicts. From
them come difficulty, discrimination and alarms, from the first failing criterion of each come clusters, and what is
alike comes from what was handed in. All of it goes into one file, OUT/insight.json. Nothing here runs learner code or
trusts it: what was handed in is read as text, with caps, and what can't be read is counted.

records      what there is to tell: the content of the file
computing    all of it for a cohort, into the file and back
exercises, criteria, clusters      from rows to records, by way of `columns` of numbers and of each learner's `strength`
statistics, suspects               the numbers and the alarm, each with its source
alike        near-identical submissions: `own` code as `tokens`, without what is `given`, by `winnowing`, and `passages`
words        what the terminal and the page say alike
"""

from grader.insight.computing import compute, read_insight, write_insight
from grader.insight.records import Insight
from grader.storage.layout import INSIGHT

__all__ = ["INSIGHT", "Insight", "compute", "read_insight", "write_insight"]
