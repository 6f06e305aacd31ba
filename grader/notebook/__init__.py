"""The grader inside Jupyter: the magic `%grader`, JupyterLab's server extension and its button.

All of it works like `grader check FILE --json`: it asks the warm checker if one is running, or else runs the command.
It may import every package; from `commands`, it imports the checker's client and the saved tokens. The modules that a
learner's kernel imports are small.

magic       `%grader` in a notebook. Begin with `magic.load`
server      the extension, which answers the button and the panel. Begin with `server.load`
checking    a check, the next hint, and a verdict as HTML and text
submitting  a hand-in
lab         the button and the panel, in TypeScript
"""

from typing import Any


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """Tell Jupyter's server where it finds the extension."""
    return [{"module": "grader.notebook"}]


def _load_jupyter_server_extension(app: Any) -> None:
    """Add the extension that answers the Check button. Jupyter's server calls this."""
    from grader.notebook.server import load  # noqa: PLC0415 - a learner's kernel has no server

    load(app)
