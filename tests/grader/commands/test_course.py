"""Which course a command takes."""

import socket
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from grader.commands.cli import app
from grader.errors import SpecError
from tests.grader import tiny


@pytest.mark.parametrize("command", ["serve", "decide"])
def test_a_mistyped_course_is_not_another_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    """The nearest above it is one that nobody named."""
    root = tiny.write(tmp_path)
    monkeypatch.chdir(root)
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:  # so that nothing is served in any case
        options = ["--port", str(taken.getsockname()[1])] if command == "serve" else []
        ended = CliRunner().invoke(app, [command, "out", "--course", str(root / "curse"), *options])

    assert isinstance(ended.exception, SpecError)
    assert str(ended.exception) == f"--course {root / 'curse'}: there is no such folder"
    assert not (root / "out").exists()
