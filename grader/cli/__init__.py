"""The command line. Imports typer and the standard library alone, so that `--help` answers at once.

Exit codes: 0 done; 1 some criterion failed (`check`, `verify`, `sync --check`); 2 usage, or an instructor's mistake;
3 a fault of ours or of the machine's; 130 stopped by Ctrl-C.
"""

import sys

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


def main() -> None:
    """Entry point of the console script: every failure as one sentence and an exit code."""
    from grader import logs
    from grader.errors import GraderError, SandboxError, SpecError

    logs.start()
    try:
        app()
    except SpecError as error:
        _fail(str(error), USAGE)
    except SandboxError as error:
        _fail(f"{error}\n{error.remedy}".strip(), OURS)
    except GraderError as error:
        _fail(str(error), OURS)
    except KeyboardInterrupt:
        _fail("stopped", STOPPED)


def _fail(message: str, code: int) -> None:
    print(f"grader: {message}", file=sys.stderr)  # noqa: T201 - the command's last word
    sys.exit(code)
