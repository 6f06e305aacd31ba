"""One file of a learner's, from its bytes to a judged run: the road that `check` and `grade` share."""
