"""The command line. Imports typer and the standard library alone, so that `--help` answers at once.

Exit codes: 0 done; 1 some criterion failed (`check`, `verify`), a stub differs (`sync --check`), or a platform refused
some scores (`export --format lti`); 2 usage, a path without what is asked for, or a mistake in the course's files; 3 a
fault of the grader or the machine; 130 stopped by Ctrl-C.
"""

import sys
from collections.abc import Mapping
from errno import ENAMETOOLONG
from io import StringIO
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup

from grader import __version__
from grader.commands.cli import authors, cohorts, learners, operators

__all__ = ["app", "main"]

AUDIENCES: Final[Mapping[str, typer.Typer]] = {
    "Learners": learners.app,
    "Instructors": cohorts.app,
    "Authors of exercises": authors.app,
    "Operators": operators.app,
}
"""Who uses which commands, in the order of `--help`."""


class _Commands(TyperGroup):
    """All commands, which `--help` lists by who uses them, each with a whole sentence."""

    def format_commands(self, _: Any, formatter: Any) -> None:
        """Write the lists; typer's own is one list, and cuts sentences off where a line ends."""
        width = max(map(len, self.commands))
        for audience, part in AUDIENCES.items():
            names = [one.callback.__name__ for one in part.registered_commands if one.callback]
            with formatter.section(audience):
                formatter.write_dl([(f"{name:{width}}", _sentence(self.commands[name].help)) for name in names])


def _sentence(text: str | None) -> str:
    """The first sentence of a command's help, on one line."""
    sentence, _, more = " ".join((text or "").split()).partition(". ")
    return f"{sentence}." if more else sentence


app = typer.Typer(
    name="grader",
    cls=_Commands,
    help="Grades deep learning exercises in sandboxed kernels against reference solutions.",
    context_settings={"help_option_names": ["-h", "--help"]},
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for part in AUDIENCES.values():
    app.add_typer(part)


def _print_version(asked: bool) -> None:  # noqa: FBT001 - typer's way with options
    if asked:
        sys.stdout.write(f"grader {__version__}\n")
        raise typer.Exit


@app.callback()
def options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Take what may stand before a command."""


USAGE, INTERNAL_FAULT, STOPPED = 2, 3, 130
EXTRAS: Final[Mapping[tuple[str, ...], tuple[str, frozenset[str]]]] = {
    ("instructors",): ("for instructors", frozenset({"sqlalchemy", "yaml", "tomlkit"})),
    ("instructors", "serve"): (
        "for a service",
        frozenset({"starlette", "uvicorn", "sse_starlette", "python_multipart"}),
    ),
}
"""Extras to what needs them, and the modules that an installation without them lacks."""
_UsageError: type[Exception] = typer.BadParameter.__bases__[0]
"""What all complaints of typer's about a command line are; it has no public name."""


def main() -> None:
    """Entry point of the console script: every failure as one sentence and an exit code."""
    from grader.errors import GraderError, MissingExtra, SandboxError, SpecError
    from grader.util import logs

    logs.start_logging()
    try:
        sys.exit(app(standalone_mode=False))
    except _UsageError as error:
        _complain(error)
    except SpecError as error:
        _fail(str(error), USAGE)
    except SandboxError as error:
        _fail(f"{error}\n{error.remedy}".strip(), INTERNAL_FAULT)
    except GraderError as error:
        _fail(str(error), INTERNAL_FAULT)
    except (KeyboardInterrupt, typer.Abort):
        _fail("stopped", STOPPED)
    except OSError as error:
        _complain_about_file(error)
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        for extras, (what, modules) in EXTRAS.items():
            if missing in modules:
                _fail(str(MissingExtra(f"this command is {what} and needs {missing}", *extras)), USAGE)
        raise


def _fail(message: str, code: int) -> None:
    _say(f"grader: {message}\n")
    sys.exit(code)


def _complain_about_file(error: OSError) -> None:
    """Say what the system has against a path that was typed; what befalls others is said where it is expected."""
    if error.filename is None:
        raise error
    _fail(f"{error.filename}: {error.strerror}", USAGE if error.errno == ENAMETOOLONG else INTERNAL_FAULT)


def _complain(error: Any) -> None:
    """Say what typer has against the command line, whose words may be names of learners' files."""
    said = StringIO()
    error.show(said)
    _say(said.getvalue())
    sys.exit(error.exit_code)


def _say(text: str) -> None:
    from grader.util.text import make_visible

    sys.stderr.write(make_visible(text))
