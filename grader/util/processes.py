"""Processes of our own: none of them loads code from the folder in which it is started.

That folder is often a learner's, and whatever lies beside a notebook may be named like a module of ours, of a library's
or of Python's own. `python -c` and `python -m` search the working folder first, so ours say -P. An empty or relative
part of a search path means the working folder too (`PYTHONPATH=$PYTHONPATH:/opt/lib` makes one where there was none),
so processes of ours inherit the absolute parts alone. A learner's kernel is the exception: it is the learner's, in a
folder of its own, where `import helper` finds what a cell has written.
"""

import os
import sys
from collections.abc import Mapping
from typing import Final

SEARCH_PATHS: Final = ("JUPYTER_CONFIG_PATH", "JUPYTER_PATH", "LD_LIBRARY_PATH", "PATH", "PYTHONPATH")
"""Variables that list folders from which programs load code."""


def python_command(*words: str) -> list[str]:
    """The command line of a Python of ours, without the working folder on its path."""
    return [sys.executable, "-P", *words]


def grader_command(*words: str) -> list[str]:
    """The command line that does what `grader` does with these words."""
    return python_command("-m", "grader", *words)


def without_relative_parts(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment for a process of ours: no search path in it leads to the working folder."""
    kept = dict(environment)
    for name in SEARCH_PATHS:
        parts = kept.pop(name, "").split(os.pathsep)
        if absolute := [part for part in parts if os.path.isabs(part)]:  # noqa: PTH117 - part of a string
            kept[name] = os.pathsep.join(absolute)
    return kept
