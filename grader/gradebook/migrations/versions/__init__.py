"""One module a version, which says what it added."""
