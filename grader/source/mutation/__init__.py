"""How code is changed one place at a time: operators that make a reference's answer wrong, or bring a wrong one back.

An operator is a plain function: from an `edit.Answer` and a node of its tree to edits of its text. Those that change a
reference are in the tables of `grader.verification.mutants`, those that change a learner's answer in
`grader.source.reader.candidates`. Begin with `edit`.

edit        one blank's answer as text and tree, and edits of its text
values      operators on what is written down: values, names, lists, statements, calls, formulas
wiring      operators on what goes where
flow        operators on what happens when, and how often
kinds       operators on what a name is
undoing     edits that undo a mistake, or add what is missing
broken      edits that mend text that is not Python, and given statements that were changed
vocabulary  words of Keras, TensorFlow and Matplotlib, each with another that fits in its place
scope       the names that an answer may use, and of what kind each is
traits      what code consists of, as a count of small traits
"""
