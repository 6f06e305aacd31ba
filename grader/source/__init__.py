"""From the bytes of a file to code: cells, statements, and which of them are the learner's own."""
