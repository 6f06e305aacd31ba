"""The real sandbox looked at from inside, on machines that allow it, allow half of it, or refuse it."""

import asyncio
import math
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

import grader
from grader.course.datasets.datasets import folder
from grader.errors import SandboxError
from grader.evidence import Array, Describe, Request, Tensor
from grader.model import Outcome, Run
from grader.probe.outside.execute import Questions, execute
from grader.probe.outside.kernel_sandbox import KernelSandbox
from grader.sandbox.limits import Limits
from grader.sandbox.outside.bubblewrap import BubblewrapKernels
from grader.sandbox.outside.doctor import SandboxReport, examine, open_kernels
from grader.sandbox.outside.kernel_factory import Mode
from grader.source.records import Source, SourceCell

pytestmark = pytest.mark.kernel

ROOT = Path(__file__).parents[4]
DRAW = ("import tensorflow as tf", "x = tf.random.uniform((2,))")
GIVEN = KernelSandbox(data=folder(ROOT, "small"), masked=(ROOT,))
REFUSING = Path(__file__).with_name("refusing.py")
MAY_BE_ABSENT = {"Landlock", "file count", "memory group"}
EXPLAIN = """
import asyncio, sys
from pathlib import Path
from grader.sandbox.outside.doctor import examine

from grader.probe.outside.kernel_sandbox import KernelSandbox
given = KernelSandbox(data=Path(sys.argv[1]), package=Path(sys.argv[3]))
last = asyncio.run(examine(given, forced=sys.argv[2])).trials[-1].fault
print(last, last and last.remedy)
"""


def states(report: SandboxReport) -> dict[str, str]:
    """The last trial's layers and their states."""
    return {row.name: row.state for row in report.trials[-1].rows}


@pytest.fixture
def half(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine that allows bubblewrap its namespaces, and none inside of them."""
    with tempfile.TemporaryDirectory() as place:  # pytest's own folders are closed to whom root's kernels run as
        Path(place).chmod(0o755)
        wrapper = Path(place, "bwrap")
        wrapper.write_text(f'#!/bin/sh\nexec {shutil.which("bwrap")} --disable-userns "$@"\n')
        wrapper.chmod(0o755)
        monkeypatch.setenv("PATH", f"{place}:{os.environ['PATH']}")
        yield


def planted(place: Path, faults: Mapping[str, str]) -> Path:
    """A copy of the grader's package whose jail has faults: text to what stands instead of it.

    It imports no TensorFlow, which takes three CPU seconds and which nobody who looks at the sandbox needs.
    """
    package = place / "grader"
    shutil.copytree(Path(grader.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    _replace(package / "sandbox" / "inside" / "jail.py", faults)
    _replace(package / "probe" / "inside" / "setup.py", {"    gc.disable()\n": "    return\n"})
    return package


def _replace(path: Path, changes: Mapping[str, str]) -> None:
    source = path.read_text(encoding="utf-8")
    for old, new in changes.items():
        assert source.count(old) == 1
        source = source.replace(old, new)
    path.write_text(source, encoding="utf-8")


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> KernelSandbox:
    """The sandbox of a sound package that starts in no time."""
    return replace(GIVEN, package=planted(tmp_path_factory.mktemp("quick"), {}))


@pytest.mark.parametrize("mode", ["fork", "cold"])
def test_every_layer_holds_in_both_modes(mode: Mode) -> None:
    """A kernel that is forked and one that is not are locked in alike."""
    report = asyncio.run(examine(GIVEN, forced=mode))

    assert report.mode == mode, report
    assert {name for name, state in states(report).items() if state != "active"} <= MAY_BE_ABSENT
    assert mode == "cold" or states(report)["file count"] == "active"


@pytest.mark.parametrize(
    ("layer", "old", "new"),
    [
        ("system calls", "    filter_calls()\n", ""),
        ("no privileges", "    drop_privileges()\n", ""),
        ("nothing handed on", "    close_all_but(keep)\n", ""),
        ("own limits", "    set_limits(limits)\n", ""),
    ],
)
def test_a_jail_with_a_layer_taken_out_is_refused_by_its_name(layer: str, old: str, new: str, tmp_path: Path) -> None:
    """What is asked from inside can see: no kernel runs in a jail with a hole."""
    package = planted(tmp_path, {old: new})

    report = asyncio.run(examine(replace(GIVEN, package=package), forced="fork"))

    assert report.mode is None
    assert states(report)[layer] == "missing"
    assert "The sandbox has a hole: " in str(report.trials[-1].fault)


@pytest.mark.usefixtures("half")
def test_where_nothing_can_be_forked_each_kernel_gets_a_bubblewrap_and_a_line_says_what_that_costs(
    quick: KernelSandbox,
) -> None:
    """Slow and safe, never without a sandbox, and said once."""
    said: list[str] = []

    async def opened() -> str:
        kernels = await open_kernels(quick, slots=1, forced=None, notice=said.append)
        kernels.close()
        return kernels.mode

    assert asyncio.run(opened()) == "cold"
    assert len(said) == 1
    assert "2 to 5 CPU seconds more" in said[0]
    assert "no further one inside it" in said[0]
    assert "\n" not in said[0]


@pytest.mark.usefixtures("half")
def test_a_mode_that_was_asked_for_has_no_substitute(quick: KernelSandbox) -> None:
    """`--sandbox fork` on such a machine is refused."""
    with pytest.raises(SandboxError, match="no further one inside it"):
        asyncio.run(open_kernels(quick, slots=1, forced="fork"))


def refused(refusal: str, mode: Mode, quick: KernelSandbox) -> subprocess.CompletedProcess[str]:
    """What is said of a mode on a machine that refuses something."""
    given = [str(quick.data), mode, str(quick.package)]
    command = [sys.executable, str(REFUSING), refusal, sys.executable, "-c", EXPLAIN, *given]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("mode", ["fork", "cold"])
@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        ("filter", "forbids namespaces"),
        ("namespaces=0", "This system's settings allow no user namespaces."),
        ("namespaces=1", "All user namespaces that this system allows are in use."),
    ],
)
def test_a_machine_that_refuses_is_explained(refusal: str, said: str, mode: Mode, quick: KernelSandbox) -> None:
    """What refuses is named, with the line to type, whichever way to make kernels was tried."""
    ended = refused(refusal, mode, quick)

    assert said in ended.stdout, ended
    assert ("--security-opt" if refusal == "filter" else "sudo sysctl -w") in ended.stdout


def test_a_machine_that_refuses_only_the_inner_namespace_is_distinguished(quick: KernelSandbox) -> None:
    """From one that refuses both: two are what bubblewrap takes for itself."""
    ended = refused("namespaces=2", "fork", quick)

    assert "allows bubblewrap one namespace, but no further one inside it" in ended.stdout, ended


Cells = Callable[..., Run]


@pytest.fixture(scope="module")
def cold() -> Iterator[Cells]:
    """A function that runs cells, each call in a bubblewrap of its own."""
    with asyncio.Runner() as runner:

        async def start() -> BubblewrapKernels:
            return BubblewrapKernels(GIVEN)

        kernels = runner.run(start())

        def run(*cells: str, limits: Limits | None = None) -> Run:
            request = Request(asks={"x": Describe(name="x")}, grid=Array.from_values([]), array_bytes=2**20)
            source = Source(cells=tuple(SourceCell(text=cell) for cell in cells))
            questions = Questions(plan=lambda _: request)
            return runner.run(execute(source, questions, kernels=kernels, limits=limits or Limits(), key="k"))

        yield run

        async def close() -> None:
            kernels.close()

        runner.run(close())


@pytest.fixture(scope="module")
def drawn(cold: Cells) -> Run:
    """A run of little work by a limit of far less CPU time than the start alone uses."""
    return cold(*DRAW, limits=Limits(cpu_s=1))


def test_a_cold_kernel_runs_cells_and_is_looked_at(cold: Cells, drawn: Run) -> None:
    """TensorFlow works, the seed is every kernel's, the CPU time is counted."""
    assert drawn.outcome is Outcome.OK, drawn
    assert isinstance(drawn.evidence.seen["x"], Tensor)
    assert drawn.cpu_s > 1
    assert drawn.evidence.seen["x"] == cold(*DRAW).evidence.seen["x"]


@pytest.mark.parametrize(
    ("cell", "limits", "outcome"),
    [
        ("while True: pass", Limits(cell_s=1), Outcome.TIMED_OUT),
        ("import os; os._exit(3)", Limits(), Outcome.CRASHED),
        ("import os; os._exit(137)", Limits(), Outcome.CRASHED),  # as bubblewrap reports SIGKILL, which is our fault
        ("import os; os.abort()", Limits(), Outcome.CRASHED),
        ("raise ValueError", Limits(), Outcome.RAISED),
    ],
)
def test_a_cold_kernel_ends_as_a_forked_one_does(cold: Cells, cell: str, limits: Limits, outcome: Outcome) -> None:
    """Interrupts reach it, and its end is distinguished."""
    run = cold(cell, limits=limits)

    assert run.outcome is outcome, run


def test_endless_cells_have_a_cold_start_and_their_own_limit(
    cold: Cells, drawn: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What imports take is measured here, so that nobody waits for the most that they may take."""
    monkeypatch.setattr(BubblewrapKernels, "start_cpu_s", math.ceil(2 * drawn.cpu_s))

    run = cold("while True: pass", limits=Limits(cpu_s=1))

    assert (run.outcome, "more than 1 s of processor time" in run.message) == (Outcome.TIMED_OUT, True), run


def test_nothing_of_a_cold_kernel_is_left(cold: Cells) -> None:
    """What it started in the background dies with it, and its folder is gone."""
    marker = f"grader-left-{os.getpid()}"
    cell = f"import subprocess; subprocess.Popen(['/bin/sh', '-c', 'sleep 1000; : {marker}'], start_new_session=True)"

    assert cold(cell).outcome is Outcome.OK

    commands = [path.read_bytes() for path in processes()]
    assert not [command for command in commands if marker.encode() in command]


def processes() -> Iterator[Path]:
    """The command line of every process there is."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        if path.exists():
            yield path


def test_a_bubblewrap_whose_children_may_use_no_capability_gives_them_none(tmp_path: Path) -> None:
    """As Ubuntu's profile has it: then the number of files is not capped, and doctor says so."""
    drop = "            libc.prctl(PR_CAPBSET_DROP, capability)\n"
    own = "        libc.unshare(CLONE_NEWNS)\n"
    denied = "raise PermissionError('denied to what bubblewrap starts')\n"
    package = planted(tmp_path, {drop: " " * 12 + denied, own: " " * 8 + denied})

    report = asyncio.run(examine(replace(GIVEN, package=package), forced="cold"))

    assert (report.mode, states(report)["file count"]) == ("cold", "absent")
