"""One module for each version of the schema, which says what that version added."""
