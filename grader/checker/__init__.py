"""A checker that stays warm: how `grader check` finds the one that its user started, and asks it.

What makes kernels takes seconds to start. `grader lab` and `grader check --watch` keep it, and answer others' requests
over a socket that only their user can open (`grader.commands.check_service`). Nothing needs a checker: where none
listens, a check starts what it needs by itself.
"""
