"""The grader inside Jupyter: the magic `%grader`, JupyterLab's server extension and its button.

All of it works like `grader check FILE --json`: it asks the warm checker if one listens, or else runs the command. It
may import every package; from `commands`, it imports the checker's client and the saved tokens. Modules that a
learner's kernel imports are light.

magic       `%grader` in a notebook. Begin with `magic.load`
server      the extension, which answers the button and the panel. Begin with `server.load`
checking    a check, the next hint, and a verdict as HTML and text
submitting  a hand-in
lab         the button and the panel, in TypeScript
"""

from typing import Any


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """The place at which Jupyter's server finds the extension."""
    return [{"module": "grader.notebook"}]


def _load_jupyter_server_extension(app: Any) -> None:
    """Called by Jupyter's server: add the extension that answers the Check button."""
    from grader.notebook.server import load  # noqa: PLC0415 - a learner's kernel has no server

    load(app)
