"""From the bytes of a file to code: cells, statements, and which of them are the learner's own.

Learners' text is parsed only in a process of its own, `reader`. It sends trees of `ast` out as plain words, and
`tree_codec` checks these and makes the nodes anew; everything else looks at such nodes. The package may import
`sandbox`, `evidence`, `util` and `errors`. Begin with `reader.reader.Reader`, which has a file read, with
`source.parse_source`, the first step of reading, and with `code_view.Code`, by which judging looks at code.

From bytes to cells:

source            what was handed in, as code: the cells of a notebook or script
notebook_reader   the text of a file's code cells, whatever was done to the file
recovery          damage to cells, undone if the intention is plain
modernise         code of TensorFlow 2.0, Keras 2 and old NumPy, spelled as today; `migration_advice` for the rest
name_table        what the names in a file's cells stand for, and which names have moved
records           what reading a file gives: `Source`, `Reading` and their parts; how large a file may be

What code consists of:

syntax            Python text as statements, and the names in them
ownership         which statements are given, and which are the learner's own
live_code         code that could ever run
data_flow         what each part of a statement reads, binds and may change
program_slice     the part of a program that a value is made from
tree              nodes of `ast`: what lies below one, how it is quoted, which names it binds, reads and calls
tree_codec        such nodes as bytes, and back, through a strict decoder
code_view         code read as text, outside of the reader

Text:

text_edits        pieces of a cell's text, replaced
solution_blocks   the blanks of a reference
highlight         code as pages colour it

mutation          how code is made wrong, and repaired, by small edits
reader            the jailed process that reads learners' text
"""
