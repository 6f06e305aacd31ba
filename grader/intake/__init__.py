"""How handed-in files come in: one module for each layout."""
