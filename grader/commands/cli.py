"""The command line. It imports only typer and the standard library, so that `--help` answers at once.

Each command is a function of the same name. Its annotations declare the options, and its docstring is the help. It
returns the exit code. Its module is imported when the command is called or its `--help` is requested.

Exit codes: 0 done; 1 some criterion failed (`check`, `verify`), a stub differs (`sync --check`), or a platform refused
some scores (`export --format lti`); 2 wrong usage, a path that lacks the expected files, or a mistake in the course's
files; 3 an error of the grader or the machine; 130 stopped by Ctrl-C.
"""

import sys
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from errno import ENAMETOOLONG
from importlib import import_module
from io import StringIO
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup

from grader import __version__

__all__ = ["app", "main"]

COMMANDS: Final[Mapping[str, Mapping[str, str]]] = {
    "Learners": {
        "check": "Check one file, or each file in a folder: print one line per criterion, and write a page beside each "
        "file.",
        "submit": "Hand in a file in the way that your course prescribes, and print the receipt.",
        "lab": "Open your own copies of the exercises in JupyterLab, where notebooks find the course's data sets.",
        "progress": "Show the course as a map: what your own checks found right, what is open, and what comes next.",
        "manual": "Open the manual in your browser; this needs no network.",
    },
    "Instructors": {
        "collect": "Import what learners handed in to nbgrader, Moodle, Canvas, Gradescope or git, under pseudonyms.",
        "grade": "Grade a cohort's folder.",
        "invite": "Add people to a served course; write a CSV with a personal link for each, which signs them in once.",
        "regrade": "Show how changes in the course change results, and who gains or loses; apply them if approved.",
        "feedback": "List when a service shows learners the feedback on each assignment; release held-back feedback.",
        "decide": "Record a decision on a learner's points or due date; without a decision, list earlier ones.",
        "marks": "Show marks according to the current assignments.toml, and record late deductions in the gradebook.",
        "insight": "Show which criteria are hard or suspicious, and which submissions fail alike or share code.",
        "export": "Export marks for a spreadsheet, Canvas, Moodle, Gradescope, a CI server or an LTI platform.",
        "pack": "Pack exercises as an autograder for Gradescope, without the source of their references.",
        "release": "Make a learners' edition: exercises, data and what is needed to check answers for practice, but no "
        "answers.",
        "report": "Make the pages again, without running anything.",
        "forget": "Remove a learner from OUT, with all of their data; this cannot be undone.",
    },
    "Authors of exercises": {
        "new": "Start an exercise: write a small, complete one that explains itself, for you to rewrite.",
        "sync": "Make the stubs from the references.",
        "verify": "Prove that right answers pass; stubs, wrong answers and mutants fail; lazy answers earn little.",
        "calibrate": "Train references with many seeds, and record the accuracy that learners' models must reach.",
    },
    "Operators": {
        "doctor": "Test whether this machine can grade safely; show what is missing and what to type.",
        "data": "Prepare the data sets that exercises load.",
        "serve": "Serve a course until Ctrl-C: learners hand in by browser, watch the grading and read the feedback.",
        "worker": "Run submissions for `grader grade --cluster`, until Ctrl-C.",
        "backup": "Copy gradebook, runs, submissions and accounts, even while the grader is grading or serving.",
    },
}
"""The commands by the people who use them, in the order of `--help`, each with the first sentence of its docstring."""
BESIDE: Final = {"manual": "progress", "report": "grade", "sync": "new"}
"""Maps a command to the one whose module contains it. Every other command has a module of the same name."""
NAMES: Final = tuple(name for commands in COMMANDS.values() for name in commands)


def module_of(name: str) -> str:
    """The module that contains the function of a command."""
    return f"grader.commands.{BESIDE.get(name, name)}"


def load_command(name: str) -> Callable[..., int]:
    """The function of a command; its module is imported now."""
    function: Callable[..., int] = getattr(import_module(module_of(name)), name)
    return function


class _Commands(TyperGroup):
    """All commands. `--help` lists them by the people who use them, each with a full sentence, and imports none of
    them.
    """

    def list_commands(self, _: Any) -> list[str]:
        """The names of the commands."""
        return list(NAMES)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command with this name, whose module is imported now; fails with a usage error if there is none."""
        if cmd_name not in NAMES:
            near = ", ".join(map(repr, get_close_matches(cmd_name, NAMES)))
            ctx.fail(f"No such command {cmd_name!r}.{f' Did you mean {near}?' if near else ''}")
        alone = typer.Typer(add_completion=False, rich_markup_mode=None)
        alone.command(cmd_name)(load_command(cmd_name))
        return typer.main.get_command(alone)

    def format_commands(self, _: Any, formatter: Any) -> None:
        """Write the lists. Typer would write a single list, and cut off sentences at the end of a line."""
        width = max(map(len, NAMES))
        for audience, commands in COMMANDS.items():
            with formatter.section(audience):
                formatter.write_dl([(f"{name:{width}}", sentence) for name, sentence in commands.items()])

    def invoke(self, ctx: Any) -> Any:
        """End with the exit code that the command returns."""
        ctx.exit(super().invoke(ctx))


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


def _print_version(asked: bool) -> None:  # noqa: FBT001 - typer's way with options
    if asked:
        sys.stdout.write(f"grader {__version__}\n")
        raise typer.Exit


@app.callback()
def options(
    *,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Read the options that may precede a command."""


USAGE, INTERNAL_FAULT, STOPPED = 2, 3, 130
EXTRAS: Final[Mapping[tuple[str, ...], tuple[str, frozenset[str]]]] = {
    ("instructors",): ("for instructors", frozenset({"sqlalchemy", "yaml", "tomlkit"})),
    ("instructors", "serve"): (
        "for a service",
        frozenset({"starlette", "uvicorn", "sse_starlette", "python_multipart"}),
    ),
}
"""Maps extras to the commands that need them, and to the modules that are missing without them."""
_UsageError: type[Exception] = typer.BadParameter.__bases__[0]
"""The base class of all errors that typer raises about a command line; it has no public name."""


def main() -> None:
    """Entry point of the console script: turns every failure into one sentence and an exit code."""
    from grader.errors import GraderError, MissingExtra, SandboxError, SpecError
    from grader.util import logs

    logs.start_logging()
    try:
        sys.exit(app(standalone_mode=False))
    except _UsageError as error:  # typer's own, about the command line, which may contain names of learners' files
        said = StringIO()
        error.show(said)  # type: ignore[attr-defined] # the class is known only when it runs
        _say(said.getvalue())
        sys.exit(error.exit_code)  # type: ignore[attr-defined] # as above
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
                _fail(str(MissingExtra(f"this command is {what} and needs the package {missing}", *extras)), USAGE)
        raise


def _fail(message: str, code: int) -> None:
    _say(f"grader: {message}\n")
    sys.exit(code)


def _complain_about_file(error: OSError) -> None:
    """Report the system's error for a path that the user typed; errors for other paths are handled where they are
    expected.
    """
    if error.filename is None:
        raise error
    _fail(f"{error.filename}: {error.strerror}", USAGE if error.errno == ENAMETOOLONG else INTERNAL_FAULT)


def _say(text: str) -> None:
    from grader.util.text import make_visible

    sys.stderr.write(make_visible(text))
