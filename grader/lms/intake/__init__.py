"""From hand-ins as a learning platform exports them to files that are each for one exercise of one learner.

folder              the plain layout, which `grader grade` takes
members             one file of an archive or folder, the size limits, and which files are refused
zips, tars, folders, source    archives and folders, read as one stream of members
hand_in             what a platform's layout says about a file: whose it is, and when it was handed in
moodle, canvas, gradescope, nbgrader, git, systems    the layouts, and how they are recognised
git_objects         a learner's repository, of which git gets the objects alone
roster, pseudonyms  who is who: exported lists, ids and pseudonyms
exercise_of_file, choosing     which exercise a file is for, and which of several files counts
collecting, manifest           into a cohort's folder, as often as wanted; what is recorded there
"""
