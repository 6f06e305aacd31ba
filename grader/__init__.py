"""Grades deep learning exercises: runs each notebook in a sandboxed kernel and compares it with the reference solution.

The way of a file through the packages, from `grader grade` to its page:

 1. `commands` parses the options, and opens the course (`course`) and OUT, the folder for results (`storage`).
 2. `storage.folder` finds each learner's file and its exercise; `gradebook` determines which attempt it is.
 3. `source.reader` starts a jailed process that reads the file: recovered, modernised and parsed into cells.
 4. `engine` prepares the exercise once: it runs the reference and derives hidden inputs from the salt.
 5. `engine.batch` decides what runs next, shares equal runs, resumes after a crash; `engine.cluster` on many machines.
 6. `probe.outside` sends a kernel the cells and a request for evidence; `sandbox` starts and ends it, within limits.
 7. `probe.inside` runs next to the cells and answers with data that only `evidence` decodes: a `Run`.
 8. `judging` applies the rubric: `checks` compare evidence, `causes` name a misconception: a `Result`.
 9. `gradebook` appends the result in one transaction. `gradebook.marks` computes marks from its rows.
 10. `reports`, a package next to `grader`, draws pages; `lms.export` writes marks for other systems.

Authors' exercises pass through steps 3 to 8 in `verification`, with wrong answers made by `source.mutation`. `model`
contains the records that all packages share, `errors` the exceptions, `util` general tools. `notebook` and `service`
are other ways to start, and `lms.intake` brings files from other systems. The manual (`manual/developers`) explains how
to add a check, a command, a page or an export.
"""

import sys
from typing import Any

__version__ = "0.1.0"
DISTRIBUTION = "deep-learning-grader"
"""The name of this project for pip. No package index has it; the `grader` on one is a different project."""


def load_ipython_extension(shell: Any) -> None:
    """Register the magic `%grader` in a notebook; IPython calls this at `%load_ext grader`.

    In the kernels that the grader itself makes, the magic does nothing: the notebook is being judged there.
    """
    if "grader.probe.inside" in sys.modules:
        shell.register_magic_function(lambda _: None, magic_kind="line", magic_name="grader")
        return
    from grader.notebook.magic import load  # noqa: PLC0415 - whoever imports the package needs no notebook

    load(shell)
