"""Observes what learners' code leaves in a kernel: what is asked, how it is answered, and the session that asks.

inside   runs in the kernel, beside learners' code: one observer for each kind of evidence
outside  runs in the grader: the session with a kernel, the run of one source, clean rooms

Begin with `outside.execute`, which makes one run, and with `inside.probe`, which answers it. Both sides share
`grader.evidence`, the only form in which anything crosses.
"""
