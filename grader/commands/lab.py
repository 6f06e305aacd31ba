"""`grader lab`: the stubs in JupyterLab, where `tfds.load` finds the course's data sets as in a kernel of ours."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

from grader import data
from grader.errors import SpecError
from grader.spec import find_course, load_course


def lab(*, course: Path | None) -> NoReturn:
    """Never returns: this process becomes JupyterLab. Raises `SpecError` where it isn't installed."""
    root = find_course(course or Path.cwd())
    folder = data.folder(root, load_course(root).data)
    if find_spec("jupyterlab") is None:
        raise SpecError("JupyterLab is not installed; type: pip install jupyterlab")
    environment = os.environ | {"TFDS_DATA_DIR": str(folder)}
    os.execve(sys.executable, [sys.executable, "-m", "jupyterlab", str(root / "exercises")], environment)  # noqa: S606 - no shell
