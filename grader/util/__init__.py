"""What any program might need: files, text, TOML, CSV, JUnit XML, log files. Nothing here knows what is graded."""
