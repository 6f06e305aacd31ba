"""From a run and its rubric to findings, points and diagnoses. Pure: it runs nothing and reads no file."""
