"""From what learners handed in, wherever, to files that are each for one exercise of one learner.

folder          the plain layout, which `grader grade` takes
members         one file of an archive or folder, the caps on all of them, and what none may be
zips, tars, trees, source    the three kinds of archives, as one stream of members
handed          what a system's layout says of a file: whose, when
moodle, canvas, gradescope, nbgrader, git, systems    the layouts, and how they are told apart
objects         a learner's repository, of which git sees the objects alone
roster, people  who is who: exported lists, ids and pseudonyms
belongs, choosing    which exercise a file is for, and which of several files counts
collecting, state    into a cohort's folder, again and again; what is kept there
"""
