"""Code that runs OUTSIDE: the grader's own side of a kernel. Never imports TensorFlow, trusts nothing a kernel says."""
