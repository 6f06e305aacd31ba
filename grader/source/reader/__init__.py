"""The process in which learners' text is read, and the client that sends requests to it.

Theory of operation. A learner's text can be harmful even if it is only parsed: a short file can keep a parser busy for
hours. So the trusted side never parses it. `Reader` (outside) starts a small parent (`parent`, inside bubblewrap if
there is one), which imports the parsers but not TensorFlow, and locks itself in as kernels are. For each file the
parent forks a child with limited CPU time and memory. The child reads the file (`child`, `reading`) and answers in
plain data (`messages`), which a strict decoder checks. The parent never sees a learner's text: it is in a memory file
that only the child reads.

    trusted side                         parent                          child
      | stub, in a memory file             |                               |
      |----------------------------------->| parses it once, for all       |
      | a file, in a memory file; another  |                               |
      |----------------------------------->| fork ------------------------>| reads, answers into the other file
      |<-- exit code, CPU seconds ---------| wait <------------------------| ends
      | decodes the answer                 |                               |

Limits on size and nesting decide first, so that the outcome does not depend on the machine. If a child still dies, the
file is tried once more; after that, it counts as unreadable.

Begin with `reader.Reader`, and for the child's side with `child.read_for_exercise`.

reader      `Reader`, the client: starts the parent, and trusts none of its answers
parent      the warm parent, which forks one child per file
child       the work of a child: it limits itself, reads one file, and answers
reading     makes a `Reading` from code
candidates  small edits of a learner's own statements that may repair an answer
messages    the messages between the two sides
"""
