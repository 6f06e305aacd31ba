"""What runs in the sandbox: the process that forks children, the jail that a child enters, and its self-check."""
