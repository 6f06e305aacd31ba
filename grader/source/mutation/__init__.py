"""Changes code in one place at a time: operators that make a reference's answer wrong, or repair a wrong answer.

An operator is a plain function: it takes an `edit.Answer` and a node of its tree, and yields edits of the text. The
tables of `grader.verification.mutants` list the operators for references, and `grader.source.reader.candidates` lists
those for learners' answers. Begin with `edit`.

edit        one blank's answer as text and tree, and edits of its text
values      operators on written code: values, names, lists, statements, calls, formulas
wiring      operators on which value is used where
flow        operators on when and how often something happens
kinds       operators on what a name holds
undoing     edits that undo a mistake, or add what is missing
broken      edits that repair text that is not Python, and given statements that were changed
vocabulary  words of Keras, TensorFlow and Matplotlib, each with a different one that fits in its place
scope       the names that an answer may use, and the kind of each
traits      the composition of code, as a count of small traits
"""
