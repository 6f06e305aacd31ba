"""Turns hand-ins as a learning platform exports them into files that are each for one exercise of one learner.

It may import `storage`, `source` and the packages below them. Begin with `collecting.Collector`, and with
`source.HandInSource`, which every layout reads.

members           one file of an archive or folder, the size limits, and which files are refused
source            zips, tar archives and folders, read as one stream of members
hand_in           what a platform's layout shows about a file: whose it is, and when it was handed in
moodle, canvas, gradescope, nbgrader, git   the layouts
git_objects       a learner's repository, of which git gets only the objects
roster            who is who: exported lists, ids and pseudonyms
exercise_of_file  which exercise a file is for, and which of several files counts
collecting        recognises a layout and copies files into a cohort's folder, as often as wanted

`grader.storage.folder` reads the plain layout that results from this, which `grader grade` uses.
"""
