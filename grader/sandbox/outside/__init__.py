"""The trusted side of the sandbox: starts it, watches it, ends it. Trusts nothing that a child says."""
