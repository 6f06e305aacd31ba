"""A command of `grader`, called in this process."""

import io
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from unittest.mock import patch

import pytest

from grader.commands import cli


def called(*words: str) -> subprocess.CompletedProcess[str]:
    """How it ends where nobody sits at a keyboard, and what it prints on each stream."""
    printed, said = io.StringIO(), io.StringIO()
    with (
        patch.multiple(sys, argv=["grader", *words], stdin=io.StringIO()),
        redirect_stdout(printed),
        redirect_stderr(said),
        pytest.raises(SystemExit) as ended,
    ):
        cli.main()
    return subprocess.CompletedProcess(words, int(ended.value.code or 0), printed.getvalue(), said.getvalue())
