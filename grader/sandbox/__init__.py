"""Runs untrusted Python in a process that can reach nothing: jails, limits, supervision.

It knows nothing of grading or of TensorFlow. Its caller names a setup module (`Sandbox.setup`), which defines what is
imported before a fork and what a child does. It may import `evidence`, `util` and `errors`.

Begin with `outside.doctor.open_kernels`, which gives every command its kernels. All ways to make a child share the
interface `outside.kernel_factory.Kernels`. The docstring of `inside.jail` describes step by step how a child is locked
in.

inside   what runs in the sandbox: the process that forks children, and the steps by which a child locks itself in
outside  what runs next to it: how the sandbox is started, watched and ended, and what this machine supports
limits   what one run may use: `outside.kernel_factory` sends a child its share, `inside.jail` sets it, and
         `outside.watchdog` enforces the rest
"""
