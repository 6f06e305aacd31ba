"""The trusted side of the sandbox: starts it, watches it, ends it. It trusts nothing that a child reports.

Begin with `doctor.open_kernels`: it tries the ways to make kernels, and opens the first that works. It returns a
`kernel_factory.Kernels`.

doctor          whether this machine can sandbox, and which layers must be active
sandbox_faults  why a machine refuses a sandbox, and the command that helps
kernel_factory  the interface to all ways of making a child
zygote          children forked by a zygote
bubblewrap      children that each have their own bubblewrap
unsandboxed     children without a sandbox
sandbox         the command that starts a process in bubblewrap
watchdog        the memory of a whole submission
cgroup          the same limit enforced by the machine itself, if this process may make a cgroup
suspend_clock   timeouts that pass only while the grader itself runs
answering       a child that answers questions
"""
