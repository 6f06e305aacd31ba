"""What `grader check` loads, and what it and the checker of `grader lab` have loaded once they start. No kernels."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.commands.check import STARTING
from tests import simulated

ROOT = Path(__file__).parents[1]
BEGINNING = """
import sys
from grader.engine.kernel_supply import KernelSupply

async def begin(_):
    print(*sys.modules)
    raise SystemExit

KernelSupply.begin = begin
from grader.commands.cli import main; main()
"""
"""Says what is loaded when the kernels begin to start, and ends there."""
LISTENING = """
import sys
from pathlib import Path
from grader.engine.kernel_supply import KernelSupply

async def get(_):
    (listening,) = Path(sys.argv[1]).glob("*/*.socket")
    print(listening.is_socket(), *sys.modules)
    raise SystemExit

KernelSupply.get = get
from grader.commands import lab_checker
lab_checker.main(Path(sys.argv[2]))
"""
"""The checker of `grader lab`. It says whether it listens, and what is loaded, when its kernels begin to start."""
WHOLE = """
import sys
from tests import simulated
simulated.kernels(setattr)
from grader.commands.cli import app
code = app(standalone_mode=False)
print(*sys.modules)
sys.exit(code)
"""
"""Says what is loaded once a file was checked in kernels that run nothing."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """An answer to the throw-away course's one exercise, in that course."""
    root = simulated.course(tmp_path / "course")
    simulated.hand_in(root / "mine", "me", "total = 3")
    return root / "mine" / "me" / "01" / "sum.py"


def loaded(program: str, file: Path) -> frozenset[str]:
    """The modules that a program names on its last line, which checks a file."""
    env = os.environ | {"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(file.parent / "cache")}
    call = [sys.executable, "-c", program, "check", str(file)]
    ended = subprocess.run(call, capture_output=True, text=True, check=False, env=env, cwd=file.parent)
    assert ended.stdout, ended.stderr
    return frozenset(ended.stdout.splitlines()[-1].split())


LATER = {
    "grader.judging.checks",
    "grader.commands.check_files",
    "grader.engine.engine",
    "grader.model",
    "jinja2",
    "jupyter_client",
    "nbformat",
    "numpy",
    "rich",
}
"""What takes a second to import, and is needed once there are kernels."""


def test_kernels_begin_to_start_before_most_is_imported(file: Path) -> None:
    """Neither numbers nor checks, notebooks, pages or the engine come first: all of it is imported meanwhile."""
    before = loaded(BEGINNING, file)

    assert "grader.sandbox.outside.zygote" in before
    assert before & LATER == frozenset()


def test_the_checker_of_a_lab_listens_before_most_is_imported(file: Path, tmp_path: Path) -> None:
    """Who asks a moment after `grader lab` waits for it, and its kernels begin to start as early as a check's."""
    variables = {"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    call = [sys.executable, "-c", LISTENING, str(tmp_path), str(file.parents[3])]
    ended = subprocess.run(
        call, stdin=subprocess.PIPE, capture_output=True, text=True, check=False, env=os.environ | variables
    )
    assert ended.stdout, ended.stderr
    listens, *before = ended.stdout.split()

    assert listens == "True"
    assert LATER & {*before} == frozenset()


def test_a_check_imports_no_database_and_nothing_of_a_cohort(file: Path) -> None:
    """Nor what only watching, colouring a learner's code or a cohort's page needs."""
    whole = loaded(WHOLE, file)

    assert "grader.commands.check_files" in whole
    assert (
        whole
        & {
            "grader.engine.batch",
            "grader.gradebook",
            "grader.insight",
            "pygments.lexers.python",
            "reports.cohort",
            "sqlalchemy",
            "watchfiles",
        }
        == frozenset()
    )


@pytest.mark.parametrize("as_json", [False, True])
def test_a_check_says_first_what_it_waits_for_unless_a_machine_reads_it(file: Path, as_json: bool) -> None:  # noqa: FBT001 - parametrized
    """It says so before the kernels are there; where results are JSON, what stands on stderr is a reason to fail."""
    program = BEGINNING.replace("KernelSupply.begin", "KernelSupply.get")
    call = [sys.executable, "-c", program, "check", str(file), *(["--json"] if as_json else [])]
    env = os.environ | {"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(file.parent / "cache")}
    ended = subprocess.run(call, capture_output=True, text=True, check=False, env=env, cwd=file.parent)

    assert ended.stderr == ("" if as_json else f"{STARTING}\n")


def test_it_says_so_before_most_is_imported(file: Path) -> None:
    """That takes a second, in which nobody should wonder."""
    program = BEGINNING.replace("    raise SystemExit", '    sys.modules["grader.commands.check_files"] = None')
    call = [sys.executable, "-c", program, "check", str(file)]
    env = os.environ | {"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(file.parent / "cache")}
    ended = subprocess.run(call, capture_output=True, text=True, check=False, env=env, cwd=file.parent)

    assert ended.returncode != 0
    assert ended.stderr.startswith(STARTING)


@pytest.mark.parametrize(
    ("command", "idle"),
    [
        ("new", ["grader.judging.checks", "grader.gradebook", "grader.model", "numpy", "sqlalchemy"]),
        ("data", ["grader.judging.checks", "grader.gradebook", "sqlalchemy"]),
        ("doctor", ["PIL", "grader.judging.checks", "grader.gradebook", "grader.model", "numpy", "sqlalchemy"]),
        ("lab", ["PIL", "grader.judging.checks", "grader.gradebook", "sqlalchemy"]),
        ("progress", ["grader.gradebook", "grader.model", "numpy", "sqlalchemy"]),
        ("pack", ["grader.gradebook", "sqlalchemy"]),
        ("verify", ["grader.gradebook", "sqlalchemy"]),
    ],
)
def test_a_command_without_a_gradebook_imports_none(command: str, idle: list[str]) -> None:
    """Nor what judges, where it judges nothing."""
    program = f"import sys, grader.commands.{command}\nprint(*sys.modules)"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)

    assert {*idle} & {*ended.stdout.split()} == set()
