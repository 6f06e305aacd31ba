"""What any program might need: files, text, TOML, CSV, JUnit XML, log files. Nothing here knows what is graded.

It may import `errors` and nothing else of the grader's. Begin with `files.write_whole` and `toml_schema.read_toml`.

files         files written whole or not at all
text          files read, names spelled and compared, learners' text made harmless
toml_schema   TOML tables checked against type hints
csv_reader    CSV files that people have saved from a spreadsheet
junit_xml     what all dialects of JUnit XML have in common
decoders      decoders of msgspec, each made once
lazy_mapping  values that are made when they are first asked for
logs          what is logged: nothing of learners' code and words
processes     processes of our own, which load no code from the folder they are started in
code_digests  digests of the modules that a stored run, reading or proof depends on
"""
