"""What the results of a cohort show about exercises and criteria, computed once, as data for pages and people.

Theory of operation. One pass over the gradebook (`grader.gradebook.streams`) brings each result with its verdicts. From
them come difficulty, discrimination and alarms. The first failing criterion of each result gives the clusters, and the
files that were handed in give the similar pairs. All of it goes into one file, OUT/insight.json. Nothing here runs
learner code or trusts it: `source.reader` reads the files, and those that it can't read are counted.

It may know `storage`, `gradebook` and what is below them. Begin with `computing.write_insight` and
`computing.read_insight`.

records     the content of the file
computing   all of it for a cohort, into the file and back
exercises   from results to what they show about each exercise
columns     results as columns of numbers, how strong each learner is, and the clusters
criteria    the statistics and the alarms, each with its source
similarity  near-identical submissions, by fingerprints of the learner's own code
"""

from grader.insight.computing import compute, read_insight, write_insight
from grader.insight.records import Insight
from grader.storage.layout import INSIGHT

__all__ = ["INSIGHT", "Insight", "compute", "read_insight", "write_insight"]
