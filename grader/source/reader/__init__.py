"""The process in which learners' text is read, and the side of it that asks.

Theory of operation. What a learner wrote is hostile as text, too: a short file can keep a parser busy for hours. So the
trusted side never parses it. `Reader` (outside) starts a small parent (`parent`, inside bubblewrap if there is one),
which imports what parses text, no TensorFlow, and locks itself in as kernels are. For each file the parent forks a
child, limited in CPU time and memory. The child reads the file (`child`, `reading`) and answers in plain data
(`messages`), which passes a strict decoder. The parent never sees a learner's text: it travels in a memory file that
the child alone reads.

    trusted side                         parent                          child
      | stub, in a memory file             |                               |
      |----------------------------------->| parses it once, for all       |
      | a file, in a memory file; another  |                               |
      |----------------------------------->| fork ------------------------>| reads, answers into the other file
      |<-- exit code, CPU seconds ---------| wait <------------------------| ends
      | decodes the answer                 |                               |

Caps on size and nesting decide first, so that the outcome does not depend on the machine. A child that dies all the
same is tried once more; then that one file is unreadable.

Begin with `reader.Reader`, and inside with `child.read_for_exercise`.

reader      `Reader`, the side that asks: starts the parent, and believes nothing that it answers
parent      the warm parent, which forks one child a file
child       what a child does: it limits itself, reads one file, and answers
reading     from code to a `Reading`
candidates  small edits of a learner's own statements that may repair an answer
messages    what the two sides say to each other
"""
