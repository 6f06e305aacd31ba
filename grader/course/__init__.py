"""A course's own files, read and written: course, lessons, rubrics, stubs."""
