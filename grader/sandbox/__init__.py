"""Runs untrusted Python in a process that can reach nothing: jails, limits, supervision.

It knows neither what is graded nor TensorFlow: what is imported before a fork, and what a child does, is given to it.

inside   what runs in the sandbox: the process that forks children, and the steps by which a child locks itself in
outside  what runs beside it: how the sandbox is started, watched and ended, and what this machine can offer
limits   what one run may use

Begin with `outside.kernel_factory`, the interface to all ways of making a child, and with `inside.jail`.
"""
