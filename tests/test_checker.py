"""A warm checker prints as the command would, ends with whoever started it, and is never needed. No kernels."""

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from grader.commands import check_service
from grader.commands.checker import socket_path
from grader.errors import StorageError
from grader.notebook.checking import check_file
from tests import simulated

ROOT = Path(__file__).parents[1]
SERVER = """
import asyncio, sys
from pathlib import Path
from grader.commands.checker import Listener
from grader.commands import lab_checker
from grader.engine.engine import Engine
from tests import simulated

simulated.kernels(setattr)
asked, run = Listener.asked, Engine.run

async def ready(self):
    print("ready", flush=True)
    return await asked(self)

async def run_or_hang(self, prepared, reading):
    if any("hang" in cell.text for cell in reading.source.cells):
        print("hangs", flush=True)
        await asyncio.Event().wait()
    return await run(self, prepared, reading)

Listener.asked, Engine.run = ready, run_or_hang
lab_checker.IDLE_S = float(sys.argv[2])
lab_checker.main(Path(sys.argv[1]))
"""
"""A checker whose kernels run nothing; it says when it listens, and hangs at answers that say so."""
STARTING = """
import asyncio, os, sys
from pathlib import Path
from grader.commands.checker import Listener
from grader.commands import lab_checker
from grader.engine.engine import Engine
from grader.engine.kernel_supply import KernelSupply
from tests import simulated

simulated.kernels(setattr)
asked, run = Listener.asked, Engine.run

async def ready(self):
    print("ready", flush=True)
    found = await asked(self)
    print("asked", flush=True)
    return found

async def opened(self, opening=[]):
    opening or opening.append(asyncio.create_task(asyncio.to_thread(Path(sys.argv[2]).read_bytes)))
    await asyncio.shield(opening[0])

async def run_in_kernels(self, prepared, reading):
    await self.kernels.get()
    return await run(self, prepared, reading)

Listener.asked, KernelSupply.get, Engine.run = ready, opened, run_in_kernels
lab_checker.main(Path(sys.argv[1]))
"""
"""A checker whose kernels are there once somebody writes to a pipe."""
ALONE = """
import sys
from grader.engine.kernel_supply import KernelSupply

async def begin(_):
    print("by itself", file=sys.stderr)
    from tests import simulated
    simulated.kernels(setattr)

KernelSupply.begin = begin
from grader.commands.cli import main; main()
"""
"""`grader check`, which says so where it checks by itself, in kernels that run nothing."""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An answer to the throw-away course's one exercise, in that course; sockets and cache are the test's own."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    root = simulated.course(tmp_path / "course")
    simulated.hand_in(root / "mine", "me", "total = 3")
    return root / "mine" / "me" / "01" / "sum.py"


Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a checker of the course; it has ended when the test has."""
    started: list[subprocess.Popen[str]] = []

    def start(idle_s: float = 600) -> subprocess.Popen[str]:
        call = [sys.executable, "-c", SERVER, str(tmp_path / "course"), str(idle_s)]
        started.append(subprocess.Popen(call, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for process in started:
        process.terminate()
        with process:  # its pipes are closed, and it has ended
            pass


def check(file: Path, *words: str) -> subprocess.CompletedProcess[str]:
    call = [sys.executable, "-c", ALONE, "check", str(file), *words]
    return subprocess.run(call, capture_output=True, text=True, check=False, cwd=file.parent)


def line(process: subprocess.Popen[str]) -> str:
    """The next line that it prints, without its end; empty where it has ended."""
    assert process.stdout is not None
    return process.stdout.readline().rstrip()


def test_a_check_is_answered_from_there_to_the_same_words_and_code(file: Path, start: Start, tmp_path: Path) -> None:
    """The page, the table, the exit code and what stands on stderr are those of a check that starts everything."""
    alone = check(file)
    assert "by itself" in alone.stderr
    shutil.rmtree(tmp_path / "cache" / "grader" / "hints")  # otherwise the next hint would be due
    assert line(start()) == "ready"

    warm = check(file)

    assert (warm.returncode, warm.stdout) == (alone.returncode, alone.stdout)
    assert warm.stderr == ""
    assert check(file, "--json").stdout.startswith("{")
    wrong = check(file, "--exercise", "01/product")
    assert wrong.returncode == 2
    assert "01/sum" in wrong.stderr


@pytest.mark.parametrize(
    ("words", "told", "begins"), [([], f"{check_service.STARTING}\n", "\nA sum"), (["--json"], "", "{")]
)
def test_a_check_waits_for_a_checker_that_is_starting_and_says_so(
    file: Path, tmp_path: Path, words: list[str], told: str, begins: str
) -> None:
    """A second start of TensorFlow would make both later. Where a machine reads, stderr is a reason to fail."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    server = [sys.executable, "-c", STARTING, str(tmp_path / "course"), str(pipe)]
    asks = [sys.executable, "-c", ALONE, "check", str(file), *words]
    with subprocess.Popen(server, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as starting:
        assert line(starting) == "ready"
        with subprocess.Popen(asks, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as asking:
            assert line(starting) == "asked"
            pipe.write_bytes(b"go")
            printed, complained = asking.communicate()
        starting.communicate()

    assert complained == told
    assert printed.startswith(begins)


def test_a_verdict_comes_before_its_cause(file: Path, start: Start) -> None:
    """By a warm checker and by the command itself: two lines, or two steps, of which the first says no cause."""
    assert line(start()) == "ready"
    printed = check(file, "--json", "--early").stdout.splitlines()

    for first, last in (map(json.loads, printed), (one.result for one in check_file(file))):
        assert first["diagnoses"] == []
        assert (first["score"], first["findings"]) == (last["score"], last["findings"])
    assert [one.final for one in check_file(file)] == [False, True]
    assert len(check(file, "--json").stdout.splitlines()) == 1


def test_it_ends_with_whoever_started_it(file: Path, start: Start) -> None:
    """Its stdin ends there, whatever became of that process; the socket is gone, and a check does without."""
    server = start()
    assert line(server) == "ready"
    assert server.stdin is not None
    server.stdin.close()
    assert server.wait() == 0
    assert not socket_path(file.parents[3], None).exists()
    assert "by itself" in check(file).stderr


@pytest.mark.usefixtures("file")
def test_it_ends_where_nobody_asks(start: Start) -> None:
    """What is warm costs memory."""
    assert start(idle_s=0.01).wait() == 0


def test_it_ends_where_the_course_has_changed(file: Path, start: Start) -> None:
    """A verdict is never by files of before; the first check afterwards is slow, and right."""
    server = start()
    assert line(server) == "ready"
    rubric = file.parents[3] / "exercises" / "01" / "sum.toml"
    assert rubric.is_file()
    os.utime(rubric, ns=(1, 1))

    assert "by itself" in check(file).stderr
    assert server.wait() == 0


def test_two_never_fight(file: Path, start: Start) -> None:
    """The second ends at once, and the first goes on; one that was killed is followed by the next."""
    first = start()
    assert line(first) == "ready"
    second = start()
    assert second.wait() == 0
    assert "by itself" not in check(file).stderr

    first.kill()
    first.wait()
    assert line(start()) == "ready"
    assert "by itself" not in check(file).stderr


def test_a_check_that_is_interrupted_leaves_the_turn_to_the_next(file: Path, start: Start) -> None:
    """Ctrl-C at an endless answer."""
    server = start()
    assert line(server) == "ready"
    right = file.read_text(encoding="utf-8")
    file.write_text(right.replace("total = 3", "total = 'hang'"), encoding="utf-8")
    with subprocess.Popen([sys.executable, "-c", ALONE, "check", str(file)], stderr=subprocess.PIPE) as asking:
        assert line(server) == "hangs"
        asking.send_signal(signal.SIGTERM)
    assert line(server) == "ready"
    file.write_text(right, encoding="utf-8")

    assert "A sum" in check(file).stdout


def test_nobody_else_can_ask(file: Path, start: Start, tmp_path: Path) -> None:
    """The socket and its folder are its user's alone; where others could enter the folder, there is none."""
    assert line(start()) == "ready"
    socket = socket_path(file.parents[3], None)
    assert stat.S_IMODE(socket.stat().st_mode) == 0o600
    assert stat.S_IMODE(socket.parent.stat().st_mode) == 0o700
    socket.parent.chmod(0o755)
    with pytest.raises(StorageError, match="only you can open"):
        socket_path(tmp_path, None)
    assert start().wait() == 0
    socket.parent.chmod(0o700)


def test_where_there_can_be_no_socket_nobody_listens(file: Path, start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """A checker that would is silent, as JupyterLab has its terminal. A check does by itself."""
    long = file.parent / ("x" * 80)
    long.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(long))
    server = start()

    assert line(server) == ""
    assert server.wait() == 0
    assert "by itself" in check(file).stderr


def test_a_notebook_shows_the_verdict_below_the_cell(file: Path, start: Start) -> None:
    """As HTML and as text. An unknown path, an unknown command and a file that is gone are told."""
    assert line(start()) == "ready"

    shown = magic(f"check {file}", "check", "marks", "check gone.ipynb")

    assert "Page: sum.checked.html" in shown[0]["text/plain"]
    assert "<section" in shown[0]["text/html"]
    assert [one["text/plain"].split()[:2] for one in shown[1:3]] == [["Which", "file"], ["Type", "%grader"]]
    assert "gone.ipynb" in shown[3]["text/plain"]


def test_a_notebook_gives_hints_and_shows_the_way(file: Path, start: Start) -> None:
    """A hint on what was never checked is the verdict; the next one comes at once. Then the course as a map."""
    assert line(start()) == "ready"

    verdict, hint, progress = (one["text/plain"] for one in magic(f"hint {file}", f"hint {file}", f"progress {file}"))

    assert "Next hint: %grader hint" in verdict
    assert hint.splitlines()[1].startswith("1. ")
    assert hint.splitlines()[2].startswith("2. ")
    assert "0 of 1 exercise done" in progress


def test_a_check_ends_with_what_to_do_with_the_file(file: Path) -> None:
    """On the terminal and on the page, where the course says where hand-ins go."""
    assert "hand it in" not in check(file).stdout
    with (file.parents[3] / "exercises" / "course.toml").open("a", encoding="utf-8") as course:
        course.write('\n[hand_in]\nfolder = "/srv/hand-in"\n')

    printed = check(file).stdout

    line = f"To hand it in as it is to the folder /srv/hand-in, type in a terminal: grader submit {file}"
    assert printed.splitlines()[-1] == line
    page = file.with_name("sum.checked.html").read_text(encoding="utf-8")
    assert f"<pre>grader submit {file}</pre>" in page


def magic(*lines: str) -> list[dict[str, str]]:
    """What a notebook shows for these lines, each behind `%grader`."""
    cells = [nbformat.v4.new_code_cell(code) for code in ("%load_ext grader", *(f"%grader {one}" for one in lines))]
    NotebookClient(nbformat.v4.new_notebook(cells=cells), kernel_name="python3").execute()
    return [output["data"] for cell in cells for output in cell["outputs"]]
