"""Grades deep learning exercises: runs each notebook in a sandboxed kernel and compares it with the reference solution.

The road of a file through the packages, from `grader grade` to its page:

 1. `cli` parses the options and calls one module of `commands`, which opens the course (`course`) and OUT (`storage`).
 2. `intake` finds each learner's file and the exercise that it is for: a `Submission`.
 3. `reader` starts a jailed process that reads the file with `source`: recovered, modernised and parsed into cells.
 4. `engine` prepares the exercise once: it runs the reference and derives hidden inputs from the salt.
 5. `batch` decides what runs next, shares equal runs and resumes after a crash; `cluster` does so on many machines.
 6. `run`, outside the sandbox, starts a kernel within limits and sends it the cells and a request for evidence.
 7. `kernel`, inside, runs the cells; its probe answers with data that only `evidence` decodes: a `Run`.
 8. `grading` applies the rubric: `checks` compare evidence, `diagnosis` names a misconception: a `Result`.
 9. `gradebook` appends the result in one transaction. `marks` and `insight` are computed from its rows.
10. `reports` draws the pages and `export` writes marks for other systems. Neither runs anything.

Authors' exercises take steps 3 to 8 in `verification`, with wrong answers made by `mutation`. `model` holds the records
that travel, `errors` who is at fault, `limits` what a run may use, `datasets` what exercises read, `util` the rest.
"""

import sys
from typing import Any

__version__ = "0.1.0"
DISTRIBUTION = "deep-learning-grader"
"""What pip calls this project. It is on no package index; the `grader` that is on one is another project's."""


def load_ipython_extension(shell: Any) -> None:
    """Give a notebook the magic `%grader`; IPython calls this at `%load_ext grader`.

    In the kernels that the grader itself makes the magic does nothing: there the notebook is being judged.
    """
    if "grader.kernel" in sys.modules:
        shell.register_magic_function(lambda _: None, magic_kind="line", magic_name="grader")
        return
    from grader.notebook.magic import load  # noqa: PLC0415 - whoever imports the package needs no notebook

    load(shell)
