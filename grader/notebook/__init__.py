"""The grader beside a learner in Jupyter: the magic `%grader`, JupyterLab's server extension and its button.

All of it asks as `grader check FILE --json` does: the warm checker if one listens, else the command itself. It may know
every package; of `commands` it imports the checker's client and the kept tokens. Whatever a learner's kernel imports is
light.

magic       `%grader` in a notebook. Begin with `magic.load`
server      the extension: what the button and the panel ask for. Begin with `server.load`
checking    a check, the next hint, and a verdict as HTML and text
submitting  a hand-in
lab         the button and the panel, in TypeScript
"""

from typing import Any


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """Where Jupyter's server finds the extension."""
    return [{"module": "grader.notebook"}]


def _load_jupyter_server_extension(app: Any) -> None:
    """Add the Check button's end of the line to Jupyter's server, which calls this."""
    from grader.notebook.server import load  # noqa: PLC0415 - a learner's kernel has no server

    load(app)
