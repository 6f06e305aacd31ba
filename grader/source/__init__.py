"""From the bytes of a file to code: cells, statements, and which of them are the learner's own.

Learners' text is parsed only in a separate process, `reader`. It sends `ast` trees out as plain data. `tree_codec`
checks this data and rebuilds the nodes; everything else uses these nodes. The package may import `sandbox`, `evidence`,
`util` and `errors`. Begin with `reader.reader.Reader`, which has a file read, with `source.parse_source`, the first
step of reading, and with `code_view.Code`, which judging uses to look at code.

From bytes to cells:

source            a submitted file as code: the cells of a notebook or script
notebook_reader   the text of a file's code cells, even if the file was damaged
recovery          undoes damage to cells if the intention is plain
modernise         rewrites code of TensorFlow 2.0, Keras 2 and old NumPy for today; `migration_advice` for the rest
name_table        what the names in a file's cells stand for, and which names have moved
records           the result of reading a file: `Source`, `Reading` and their parts; how large a file may be

What code consists of:

syntax            Python text as statements, and the names in them
ownership         which statements are given, and which are the learner's own
live_code         code that could ever run
data_flow         what each part of a statement reads, binds and may change
program_slice     the part of a program that a value is made from
tree              nodes of `ast`: their descendants, how they are quoted, which names they bind, read and call
tree_codec        converts nodes to bytes, and back with a strict decoder
code_view         code read as text, outside of the reader

Text:

text_edits        replaces pieces of a cell's text
solution_blocks   the blanks of a reference
highlight         code as pages colour it

mutation          makes code wrong, and repairs it, by small edits
reader            the jailed process that reads learners' text
"""
