"""No character of a learner's acts on a terminal, hides, or reorders what stands beside it, whatever is typed."""

import ast
import json
import logging
import re
from io import StringIO
from pathlib import Path

import pytest
from rich.markup import escape
from rich.table import Table
from typer.testing import CliRunner

from grader.commands import console
from grader.commands.cli import app
from grader.commands.console import _VisibleConsole
from grader.errors import SystemFault
from grader.storage.identities import Identity, write_identities
from grader.util import logs
from grader.util.text import make_visible
from tests import simulated
from tests.called import called
from tests.grader.lms.intake.archives import moodle_name, script, zip_of

ROOT = Path(__file__).parents[1]
PROGRAMS = {"prepare_data.py", "prepare_network.py"}
"""They run in processes of their own, and print to whoever started them."""
ACTS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
"""What must not reach a terminal as it is."""
COLOUR = re.compile("\x1b\\[[0-9;]*m")
SIGNS = "\x01\x07\x08\x0b\x0c\r\x1b[2J\x1b]0;title\x07\x7f\x9b31m\u061c\u200b\u200f\u2028\u202e\u2066\ufeff"
HOSTILE = f"גלעד {SIGNS} [bold]x[/bold] [a\u202e]"
NAME = f"גלעד {SIGNS}[bold]"
"""A folder's name that holds them; it has no slash and no null character."""


@pytest.mark.parametrize("terminal", [False, True])
def test_nothing_that_is_printed_acts(*, terminal: bool) -> None:
    """A line, a styled line, a table's title, header and cell: all say what pages say, at their full width."""
    file = StringIO()
    console = _VisibleConsole(file=file, force_terminal=terminal, width=2000, highlight=False, emoji=False)
    table = Table(escape(HOSTILE), title=escape(HOSTILE))
    table.add_row(escape(HOSTILE))

    console.print(f"[red]{escape(HOSTILE)}[/red]")
    console.print(HOSTILE, markup=False)
    console.print(table)

    said = COLOUR.sub("", file.getvalue()) if terminal else file.getvalue()
    assert not ACTS.search(said)
    assert said.count(make_visible(HOSTILE)) == 5
    assert len({len(line) for line in said.splitlines() if line[:1] in "┏┡│└"}) == 1


def test_a_warning_does_not_act(capsys: pytest.CaptureFixture[str]) -> None:
    """Above a progress bar too."""
    with console.progress_bar("Grading", 1):
        console.warn(HOSTILE)

    said = capsys.readouterr().err
    assert not ACTS.search(COLOUR.sub("", said))
    assert make_visible(HOSTILE) in said


def test_json_holds_what_it_held(capsys: pytest.CaptureFixture[str]) -> None:
    """Its values are exact, so that an id can be typed again; its text has nothing that acts, and stays one line."""
    value = {HOSTILE: [f"{HOSTILE}\\ \\u202e \"'", 1.5, None, True, "é 王 👩‍🔬"]}

    console.print_json(value)
    line = capsys.readouterr().out
    console.print_json(value, indent=2)

    assert line.count("\n") == 1
    assert not ACTS.search(line)
    assert "é 王 👩‍🔬" in line
    assert json.loads(line) == json.loads(capsys.readouterr().out) == value


DECIDED = ("decide", "out", NAME, "--exercise", "01/sum", "--points", "1", "--why", f"a {SIGNS} b")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An OUT in a course of one exercise: hostile names of a folder, a lesson and a file, and a hostile reason."""
    root = tmp_path_factory.mktemp("terminal")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(root / "cache"))
        simulated.kernels(patch.setattr)
        course = simulated.course(root / "course")
        for learner in (NAME, "ada"):
            simulated.hand_in(course / "given", learner, f"total = '{SIGNS[:5]}'")
        (course / "given" / NAME / f"le{SIGNS}sson").mkdir()
        (course / "given" / NAME / "01" / f"{SIGNS}.txt").touch()
        write_identities(course / "given" / "identities.csv", [Identity(learner="ada", name="Ada \u202e\u2066 L")])
        typed(course, "grade", "given", "--out", "out")
        typed(course, *DECIDED)
    return course / "out"


def typed(folder: Path, *words: str) -> tuple[str, str]:
    """What a command prints, in the course's folder, on stdout and stderr."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        result = CliRunner().invoke(app, words)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert not ACTS.search(result.stdout), words
    assert not ACTS.search(COLOUR.sub("", result.stderr)), words
    return result.stdout, result.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("grade", "given", "--out", "out"),
        ("marks", "out"),
        ("marks", "out", "--learner", NAME),
        DECIDED,
        ("decide", "out"),
        ("decide", "out", NAME),
        ("insight", "out"),
        ("report", "out"),
        ("export", "out", "--format", "csv"),
        ("export", "out", "--format", "moodle"),
        ("regrade", "out"),
    ],
    ids=lambda words: words[0],
)
def test_no_command_lets_a_name_act(out: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """What people read of a learner whose folder's name, files and reasons hold such characters."""
    simulated.kernels(monkeypatch.setattr)
    stdout, _ = typed(out.parent, *words)

    assert stdout
    if words[0] in {"marks", "decide"}:
        assert "[U+202E]" in stdout


@pytest.mark.parametrize(
    "words",
    [
        ("marks", "out"),
        ("marks", "out", "--learner", NAME),
        DECIDED,
        ("decide", "out"),
        ("insight", "out"),
        ("regrade", "out"),
    ],
    ids=lambda words: words[0],
)
def test_json_of_every_command_keeps_names(out: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """JSON is harmless on a terminal as it is, and has the learner's own name as a value wherever it has one."""
    simulated.kernels(monkeypatch.setattr)
    stdout, _ = typed(out.parent, *words, "--json")

    if words[0] == "marks":
        assert NAME in {json.loads(line)["learner"] for line in stdout.splitlines()}
    elif words == ("decide", "out"):
        assert {one["learner"] for one in json.loads(stdout)} == {NAME}
    else:
        assert isinstance(json.loads(stdout), dict)


def test_what_could_not_be_collected_does_not_act(tmp_path: Path) -> None:
    """Names in an archive are anybody's choice; as JSON they are exact."""
    course = simulated.course(tmp_path / "course")
    path = moodle_name("Eve", 3, f"so{SIGNS}.ipynb").replace("Eve", f"E\u202eve {SIGNS}")
    zip_of(tmp_path / "m.zip", {path: b"{}", moodle_name("Bo", 4, "sum.py"): script("01/sum")})

    said, _ = typed(course, "collect", str(tmp_path / "m.zip"), "--out", "in")
    as_json, _ = typed(course, "collect", str(tmp_path / "m.zip"), "--out", "in2", "--json")

    assert "Not collected: " in said
    assert json.loads(as_json)["troubles"][0]["path"] == path


def test_forgetting_a_name_does_not_let_it_act(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is announced, what was done, and what remains elsewhere."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    simulated.kernels(monkeypatch.setattr)
    course = simulated.course(tmp_path / "course")
    simulated.hand_in(course / "given", NAME, "total = 1")
    typed(course, "grade", "given", "--out", "out")

    stdout, stderr = typed(course, "forget", "out", NAME, "--yes")

    assert "Forgotten: גלעד " in stdout
    assert "[U+202E]" in stdout
    assert "[U+202E]" in stderr


@pytest.mark.parametrize(
    "words",
    [
        ("check", f"{SIGNS}.ipynb"),
        ("check", "README.md", f"{SIGNS}.ipynb"),
        ("marks", "README.md", f"--{SIGNS}"),
        ("marks", f"no{SIGNS}where"),
    ],
)
def test_no_complaint_lets_what_was_typed_act(words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """A shell completes names that learners chose: ours and typer's own complaints show them harmless."""
    monkeypatch.chdir(ROOT)

    ended = called(*words)

    assert ended.returncode in {2, 3}
    assert not ended.stdout
    assert not ACTS.search(ended.stderr)
    assert "[U+202E]" in ended.stderr


def test_what_is_logged_does_not_act() -> None:
    """Our own exceptions may name a file."""
    fault = SystemFault(f"{HOSTILE}: cannot be read")
    record = logging.LogRecord("x", logging.ERROR, "", 0, "%s", (HOSTILE,), (SystemFault, fault, None))

    line = logs.RedactingFormatter("%(message)s").format(record)

    assert not ACTS.search(line)
    assert line.count("[U+202E]") == 2 * HOSTILE.count("\u202e")


def test_commands_print_through_the_screen_alone() -> None:
    """Whatever prints by another way would print learners' characters as they are."""
    places = [*(ROOT / "grader").rglob("*.py"), *(ROOT / "reports").rglob("*.py")]
    allowed = {
        "grader/commands/cli.py",  # makes complaints visible itself, as it does without the screen's imports
        "grader/engine/cluster/preload.py",  # likewise, in a process of dask's
        "grader/lms/release/container.py",  # likewise, in Gradescope's container
    }

    found = {
        path.relative_to(ROOT).as_posix()
        for path in places
        if "inside" not in path.relative_to(ROOT).parts and path.name not in PROGRAMS
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if _prints(node)
    }

    assert found == allowed


def _prints(node: ast.AST) -> bool:
    """Whether code calls what prints, or takes a stream of the process."""
    match node:
        case ast.Call(func=ast.Name(id="print" | "echo" | "secho" | "Console")):
            return True
        case ast.Attribute(value=ast.Name(id="sys" | "typer" | "rich"), attr=name):
            return name in {"echo", "secho", "print", "stdout", "stderr", "__stdout__", "__stderr__"}
    return False
