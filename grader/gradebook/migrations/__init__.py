"""From each version of the schema to the next. What a migration makes is written out in it, and stays as it was."""
