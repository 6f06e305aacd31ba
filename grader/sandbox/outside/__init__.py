"""The trusted side of the sandbox: starts it, watches it, ends it. It trusts nothing that a child says.

Begin with `doctor.open_kernels`: it tries the ways to make kernels, and opens the first one that holds. What it opens
is a `kernel_factory.Kernels`.

doctor          whether this machine can sandbox, and the layers that have to hold
sandbox_faults  why a machine refuses a sandbox, and the line to type
kernel_factory  the interface to all ways of making a child
zygote          children forked by a zygote
bubblewrap      children with a bubblewrap each
unsandboxed     children without a sandbox
sandbox         the command that starts a process in bubblewrap
watchdog        the memory of a whole submission
cgroup          the same limit kept by the machine itself, where this process may make a cgroup
suspend_clock   timeouts that pass only while the grader itself runs
answering       a child that answers questions
"""
