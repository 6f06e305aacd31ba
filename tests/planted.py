"""A learner's folder with every module that a process might look for, each of which says so when it is imported."""

import sys
from importlib.metadata import packages_distributions
from pathlib import Path

CODE = """
import posix
place = posix.open({marker!r}, posix.O_WRONLY | posix.O_CREAT | posix.O_APPEND, 0o644)
posix.write(place, (__name__ + " in process " + str(posix.getpid()) + "\\n").encode())
posix.close(place)
"""
"""Imports what is built in alone: all else is planted too."""
SETTINGS = (
    "sitecustomize",
    "usercustomize",
    "jupyter_config",
    "jupyter_server_config",
    "jupyter_lab_config",
    "jupyter_notebook_config",
    "jupyter_nbconvert_config",
    "ipython_config",
    "ipython_kernel_config",
    "jupytext",
    ".jupytext",
    "jupytext_config",
    "debugpy",
    "pylsp",
)
"""What is read as settings rather than imported, or what is not installed here but looked for."""


def plant(folder: Path) -> Path:
    """Plant the modules, and a template for pages of notebooks; the file that is there once one was loaded."""
    marker = folder.parent / f"{folder.name}.imported"
    names = {*sys.stdlib_module_names, *packages_distributions(), "reports", "tests", *SETTINGS} - {"posix"}
    for name in names:
        if "/" not in name:
            (folder / f"{name}.py").write_text(CODE.format(marker=str(marker)), encoding="utf-8")
    for template in ("lab", "classic", "basic", "base"):
        (folder / template).mkdir()
        (folder / template / "index.html.j2").write_text("PLANTED", encoding="utf-8")
        (folder / template / "conf.json").write_text('{"base_template": "base"}', encoding="utf-8")
    return marker
