"""The grader's side of a kernel: the session with it, the run of one source, clean rooms. Trusts nothing it says."""
