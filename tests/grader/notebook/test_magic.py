"""The magic `%grader` in IPython's own shell: on any file it says a sentence and raises nothing."""

from pathlib import Path

import pytest
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import InteractiveShell

from grader.notebook.magic import load
from tests.grader import tiny

DEEP = b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> InteractiveShell:
    """A shell with the magic, in a course's folder; what is shown is in its `display_pub`."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    tiny.write(tmp_path)
    monkeypatch.chdir(tmp_path)
    shell = InteractiveShell(display_pub_class=CapturingDisplayPublisher)
    load(shell)
    return shell


def said(shell: InteractiveShell, line: str) -> str:
    """What a line with the magic shows; nothing is raised."""
    assert shell.run_line_magic("grader", line) is None
    return "\n".join(one["data"]["text/plain"] for one in shell.display_pub.outputs)


@pytest.mark.parametrize("command", ["check", "hint", "progress"])
@pytest.mark.parametrize("name", ["a\0b.ipynb", "a" * 300, "a/" * 2_500, "\ud800.ipynb", "/dev/null/a", "none.ipynb"])
def test_a_path_that_leads_nowhere_is_told(shell: InteractiveShell, command: str, name: str) -> None:
    """NUL, too many bytes, half a character, a file where a folder should be."""
    assert said(shell, f"{command} {name}")


@pytest.mark.parametrize("content", [b"\xff\xfe", DEEP, b"[]", b'{"cells": 1}'])
def test_a_file_that_is_no_notebook_is_told(shell: InteractiveShell, tmp_path: Path, content: bytes) -> None:
    """Nothing is known of what was saved; the check itself is another process's."""
    (tmp_path / "a.ipynb").write_bytes(content)
    (tmp_path / "exercises" / "course.toml").write_text("", encoding="utf-8")

    assert said(shell, "check a.ipynb")
