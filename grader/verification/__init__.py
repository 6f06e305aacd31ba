"""What proves the exercises: references pass, stubs don't, and each wrong answer fails for the right reason.

It may import `engine`, and what lies below that. Begin with `verify.prove`, which proves exercises, and with
`cases.prove_case`, which says what the run of one case proves.

verify          proves exercises: all cases of all exercises share the kernels
cases           the cases that prove an exercise, and what the run of each proves
records         the records of verification
mutants         references with one place of their answer made wrong
rubric_mutants  rubrics made laxer, one place at a time
lazy            answers made by machine that avoid the work
exemptions      mutants that need not be killed, and what lazy answers may earn
repairs         whether causes of wrong answers are found
calibrate       trains a reference with many seeds
limits          limits that follow from what a reference takes
cache           proofs on disk
tree            files that belong to nothing, and which exercises a change touches
"""
