"""A command of `grader`, called in this process."""

import io
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from unittest.mock import patch

import pytest

from grader import cli


def called(*words: str) -> subprocess.CompletedProcess[str]:
    """How it ends, and what it prints on each stream, as if a process of its own had ended."""
    printed, said = io.StringIO(), io.StringIO()
    with (
        patch.object(sys, "argv", ["grader", *words]),
        redirect_stdout(printed),
        redirect_stderr(said),
        pytest.raises(SystemExit) as ended,
    ):
        cli.main()
    return subprocess.CompletedProcess(words, int(ended.value.code or 0), printed.getvalue(), said.getvalue())
