"""What each command does between its options and its exit code. `cli` imports one module when it is called."""

DONE, STOPPED = 0, 130
"""The exit codes of most commands. Those that have more define them beside the command."""
