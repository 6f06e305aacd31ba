"""What runs in the sandbox: the process that forks children, the jail that a child enters, and its self-check.

It imports no other package of the grader. Each of the first three modules makes children in one way, and is started by
the module of the same name in `grader.sandbox.outside`.

zygote       the warm parent that forks one jailed child for each request
bubblewrap   one child in its own bubblewrap
unsandboxed  one child without a sandbox
jail         what a child is locked into, step by step; it uses `landlock`, `seccomp` and `libc`
landlock     which files a child may read, execute or change
seccomp      which system calls a child may not make
libc         system calls that Python has no function for
answering    the child's side of questions and answers
self_check   the child that looks at its own jail
"""
