"""`grader lab`: a learner's own copies of the stubs in JupyterLab, where notebooks find the course's data sets."""

import os
import shlex
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, NoReturn

from typer import Argument

from grader.commands.options import CourseOption, course_of
from grader.course import MINE, Course
from grader.course.datasets import datasets, fetched_sets
from grader.course.loader import load_course
from grader.errors import SpecError
from grader.storage.folder import DATA_LINKS
from grader.util.files import write_whole
from grader.util.processes import python_command, without_relative_parts

JUPYTER = Path(__file__).parents[1] / "jupyter"
"""A folder for Jupyter: the description of a kernel, the Check button, and the setting that enables its server
extension."""
ROOT_OPTION = "--allow-root"


def lab(
    options: Annotated[
        list[str] | None, Argument(metavar="-- OPTIONS", help="Options of JupyterLab, such as -- --port 9999.")
    ] = None,
    *,
    course: CourseOption = None,
) -> NoReturn:
    """Open your own copies of the exercises in JupyterLab, where notebooks find the course's data sets."""
    options = options or []
    loaded = load_course(course_of(course))
    folder = datasets.folder(loaded.root, loaded.data)
    if find_spec("jupyterlab") is None:
        raise SpecError("JupyterLab is not installed; type: pip install jupyterlab")
    if os.geteuid() == 0 and ROOT_OPTION not in options:
        typed = shlex.join(["grader", "lab", "--", ROOT_OPTION, *options])
        raise SpecError(f"JupyterLab refuses to run as root; use another account, or type: {typed}")
    mine = _copies(loaded).absolute()
    fetched_sets.link(datasets.cache_home(), mine / DATA_LINKS)
    command = python_command("-m", "jupyterlab", str(mine), *map(_with_absolute_path, options))
    start_checker(loaded.root)
    fetched = datasets.visible_folder(datasets.cache_home())
    places = {"TFDS_DATA_DIR": str(folder.absolute()), "COURSE_DATA": str(fetched.absolute())}
    environment = jupyter_environment(without_relative_parts(os.environ))
    os.chdir(JUPYTER)  # Jupyter looks in its start folder for page templates and language servers
    os.execve(sys.executable, command, environment | places)  # noqa: S606 - no shell


def _with_absolute_path(option: str) -> str:
    """An option of JupyterLab, with any path in it made absolute, so that it does not depend on where JupyterLab
    starts.
    """
    name, equals, value = option.rpartition("=")
    return f"{name}{equals}{Path(value).absolute()}" if value and Path(value).is_file() else option


def start_checker(root: Path) -> None:
    """Start a process that answers checks at once. It ends with this process, even after that has become JupyterLab.

    It runs in its own process group, so that Ctrl-C in the terminal reaches only JupyterLab, which asks before it ends.
    """
    ends_with_it, held = os.pipe()
    subprocess.Popen(
        python_command("-m", "grader.commands.lab_checker", str(root)),
        stdin=ends_with_it,
        env=without_relative_parts(os.environ),
        start_new_session=True,
    )
    os.close(ends_with_it)
    os.set_inheritable(held, True)  # noqa: FBT003 - the standard library's way


def jupyter_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment in which JupyterLab finds our folder for Jupyter, in addition to folders that the user set.

    Kernels that it describes write TensorFlow's internal messages to the terminal: in a notebook, they would appear in
    red below the first cell although nothing is wrong. What Python itself prints, including errors, still appears in
    the notebook.
    """
    ours = {"JUPYTER_PATH": JUPYTER, "JUPYTER_CONFIG_PATH": JUPYTER / "config"}
    found = {name: os.pathsep.join(filter(None, [str(path), environment.get(name)])) for name, path in ours.items()}
    return {**environment, **found}


def _copies(course: Course) -> Path:
    """The folder of the copies, with one copy of each stub; existing copies stay unchanged.

    Learners work in copies because answers are compared with the stubs, which must not change.
    """
    mine = course.root / MINE
    for exercise in course.exercises:
        copy = mine / f"{exercise}.ipynb"
        if not copy.exists():
            write_whole(copy, (course.root / "exercises" / f"{exercise}.ipynb").read_bytes())
    return mine
