"""What each command does between its options and its exit code. `cli` imports one module when it is called."""
