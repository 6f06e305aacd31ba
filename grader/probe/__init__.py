"""Observes what learners' code leaves in a kernel: the requests, the code that answers them, and the session that asks.

Begin with `outside.execute.execute`, which runs one source and observes it, and with `inside.probe.observe`, which
answers. Both sides share `grader.evidence`, the only form in which anything crosses. The package may import `evidence`,
`util`, `sandbox`, `source`, `model` and `errors`; `inside` may import less.

inside   runs in the kernel, next to learners' code: one observer for each kind of evidence
outside  runs in the grader: the session with a kernel, the run of one source, clean rooms
"""
