"""From hand-ins as a learning platform exports them to files that are each for one exercise of one learner.

It may know `storage`, `source` and what is below them. Begin with `collecting.Collector`, and with
`source.HandInSource`, which every layout reads.

members           one file of an archive or folder, the size limits, and which files are refused
source            zips, tar archives and folders, read as one stream of members
hand_in           what a platform's layout says about a file: whose it is, and when it was handed in
moodle, canvas, gradescope, nbgrader, git   the layouts
git_objects       a learner's repository, of which git gets the objects alone
roster            who is who: exported lists, ids and pseudonyms
exercise_of_file  which exercise a file is for, and which of several files counts
collecting        how a layout is recognised; into a cohort's folder, as often as wanted

`grader.storage.folder` reads the plain layout that comes of it, which `grader grade` takes, and what is recorded there.
"""
