"""The command line. Imports typer and the standard library alone, so that `--help` answers at once.

Exit codes: 0 done; 1 some criterion failed (`check`, `verify`, `sync --check`); 2 usage, or an instructor's mistake;
3 a fault of ours or of the machine's; 130 stopped by Ctrl-C.
"""

import sys
from io import StringIO
from typing import Any

import typer

from grader.cli import authors, cohorts, learners

__all__ = ["app", "main"]

app = typer.Typer(
    name="grader",
    help="Grades deep learning exercises in sandboxed kernels against reference solutions.",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for part in (learners, cohorts, authors):
    app.add_typer(part.app)

USAGE, OURS, STOPPED = 2, 3, 130
_UsageError: type[Exception] = typer.BadParameter.__bases__[0]
"""What all complaints of typer's about a command line are; it has no public name."""


def main() -> None:
    """Entry point of the console script: every failure as one sentence and an exit code."""
    from grader import logs
    from grader.errors import GraderError, SandboxError, SpecError

    logs.start()
    try:
        sys.exit(app(standalone_mode=False))
    except _UsageError as error:
        _complain(error)
    except SpecError as error:
        _fail(str(error), USAGE)
    except SandboxError as error:
        _fail(f"{error}\n{error.remedy}".strip(), OURS)
    except GraderError as error:
        _fail(str(error), OURS)
    except (KeyboardInterrupt, typer.Abort):
        _fail("stopped", STOPPED)


def _fail(message: str, code: int) -> None:
    _say(f"grader: {message}\n")
    sys.exit(code)


def _complain(error: Any) -> None:
    """Say what typer has against the command line, whose words may be names of learners' files."""
    said = StringIO()
    error.show(said)
    _say(said.getvalue())
    sys.exit(error.exit_code)


def _say(text: str) -> None:
    from grader.text import visible

    sys.stderr.write(visible(text))
