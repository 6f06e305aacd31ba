"""General tools for any program: files, text, TOML, CSV, JUnit XML, log files. Nothing here knows what is graded.

It may import only `errors` of the grader. Begin with `files.write_whole` and `toml_schema.read_toml`.

files         writes files completely or not at all
text          reads files, writes and compares names, makes learners' text harmless
toml_schema   checks TOML tables against type hints
csv_reader    reads CSV files that people have saved from a spreadsheet
junit_xml     the common parts of all dialects of JUnit XML
decoders      decoders of msgspec, each made once
lazy_mapping  values that are made when they are first needed
logs          logging without learners' code and words
processes     our own processes, which load no code from the folder in which they start
code_digests  digests of the modules that a stored run, reading or proof depends on
"""
