"""Proves the exercises: references pass, stubs don't, and each wrong answer fails for the right reason.

It may import `engine` and the layers below it. Begin with `verify.prove`, which proves exercises, and with
`cases.prove_case`, which determines what the run of one case proves.

verify          proves exercises: all cases of all exercises share the kernels
cases           the cases that prove an exercise, and what each run proves
records         the records of verification
mutants         references with one place of their answer made wrong
rubric_mutants  rubrics made laxer, one place at a time
lazy            generated answers that avoid the work
exemptions      mutants that need not be killed, and the points that lazy answers may earn
repairs         whether causes of wrong answers are found
calibrate       trains a reference with many seeds
limits          limits derived from the time and memory of a reference
cache           stored proofs
tree            files that belong to nothing, and which exercises a change touches
"""
