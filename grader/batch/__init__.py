"""A cohort, graded or judged again: what is done with each file, in which order, and what a crash leaves."""
