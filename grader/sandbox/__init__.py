"""Runs untrusted Python in a process that can reach nothing: jails, limits, supervision.

It does not know what is graded, nor TensorFlow: its caller names a setup module (`Sandbox.setup`), which says what is
imported before a fork, and what a child does. It may import `evidence`, `util` and `errors`.

Begin with `outside.doctor.open_kernels`, by which every command gets its kernels. All ways to make a child share the
interface `outside.kernel_factory.Kernels`. What a child is locked into is told step by step in `inside.jail`.

inside   what runs in the sandbox: the process that forks children, and the steps by which a child locks itself in
outside  what runs beside it: how the sandbox is started, watched and ended, and what this machine can offer
limits   what one run may use: `outside.kernel_factory` sends a child its part, `inside.jail` sets it, and
         `outside.watchdog` keeps the rest
"""
