"""Our own processes: none of them loads code from the folder in which it starts.

That folder is often a learner's, and a file next to a notebook may have the same name as a module of the grader, of a
library or of Python. `python -c` and `python -m` search the working folder first, so our commands use -P. An empty or
relative part of a search path means the working folder too (`PYTHONPATH=$PYTHONPATH:/opt/lib` makes one if the variable
was empty), so our processes inherit only the absolute parts. A learner's kernel is the exception: it has its own
folder, in which `import helper` finds what a cell has written.
"""

import os
import sys
from collections.abc import Mapping
from typing import Final

SEARCH_PATHS: Final = ("JUPYTER_CONFIG_PATH", "JUPYTER_PATH", "LD_LIBRARY_PATH", "PATH", "PYTHONPATH")
"""The variables that list folders from which programs load code."""


def python_command(*words: str) -> list[str]:
    """The command line of Python for one of our processes, without the working folder on its path."""
    return [sys.executable, "-P", *words]


def grader_command(*words: str) -> list[str]:
    """The command line that runs `grader` with these arguments."""
    return python_command("-m", "grader", *words)


def without_relative_parts(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment for one of our processes: no search path in it contains the working folder."""
    kept = dict(environment)
    for name in SEARCH_PATHS:
        parts = kept.pop(name, "").split(os.pathsep)
        if absolute := [part for part in parts if os.path.isabs(part)]:  # noqa: PTH117 - part of a string
            kept[name] = os.pathsep.join(absolute)
    return kept
