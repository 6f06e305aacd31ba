"""Computes what the results of a cohort show about exercises and criteria, once, as data for pages and people.

Theory of operation. One pass over the gradebook (`grader.gradebook.streams`) reads each result with its verdicts.
Difficulty, discrimination and alarms are computed from them. The first failing criterion of each result gives the
clusters, and the files that were handed in give the similar pairs. All of it is written to one file, OUT/insight.json.
This package neither runs learner code nor trusts it: `source.reader` reads the files, and files that it can't read are
counted.

It may import `storage`, `gradebook` and the packages below them. Begin with `computing.write_insight` and
`computing.read_insight`.

records     the content of the file
computing   computes all of it for a cohort, and writes and reads the file
exercises   what results show about each exercise
columns     results as columns of numbers, the strength of each learner, and the clusters
criteria    the statistics and the alarms, each with its source
similarity  near-identical submissions, by fingerprints of the learner's own code
"""

from grader.insight.computing import compute, read_insight, write_insight
from grader.insight.records import Insight
from grader.storage.layout import INSIGHT
