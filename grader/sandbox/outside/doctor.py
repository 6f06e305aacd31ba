"""Finds out whether this machine can sandbox: it starts the makers of kernels, and lets one child inspect its own jail.

Every command gets its kernels from `open_kernels`: nothing runs if a required layer is missing. Forked kernels are
tried first, then one bubblewrap for each. If the caller asks for a mode, only this mode is tried.

`layer_rows` is the table of the sandbox's layers: the purpose of each, and whether it was active in a child that
inspected itself. It is pure: `SelfCheckFacts` are what the child saw (`grader.sandbox.inside.self_check`),
`ExpectedFacts` is what it was given, and each layer compares both. Most layers are required. If a layer may be absent,
its row describes the consequence.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import msgspec

from grader.errors import KernelFault, SandboxError
from grader.sandbox.limits import Limits
from grader.sandbox.outside.answering import ChildEnded, ResponseTooLarge, ask
from grader.sandbox.outside.bubblewrap import BubblewrapKernels
from grader.sandbox.outside.cgroup import find_delegated
from grader.sandbox.outside.kernel_factory import ChildRequest, Kernels, Mode, jail_limits
from grader.sandbox.outside.sandbox import Sandbox
from grader.sandbox.outside.sandbox_faults import explain
from grader.sandbox.outside.suspend_clock import Countdown
from grader.sandbox.outside.zygote import Zygote
from grader.util.decoders import json_decoder

LayerState = Literal["active", "absent", "missing"]
"""The layer works; it does not, but the others suffice; it does not, and nothing may run."""

MIB = 2**20
NO_CAPABILITY = "0" * 16
FILTERED = "2"
"""The system's code for a process under a filter."""
HOME_PLACES = frozenset(["/home/learner", "/tmp", "/dev/shm"])  # noqa: S108 - inside the sandbox
MAX_FILES = 4096


class FolderSpace(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The space in a folder."""

    mib: int
    files: int


class SelfCheckFacts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The facts that a child saw of itself."""

    pid: int
    pids: list[int]
    """All processes in the child's /proc."""
    session: int
    uid: int
    privileges: dict[str, str]
    """Lines of /proc/self/status."""
    namespace: str
    """The name of the error with which a new user namespace was refused; empty if it was allowed."""
    names: dict[str, list[str]]
    """Maps each existing folder to the names in it."""
    writable: dict[str, FolderSpace]
    """The folders in which a file could be created."""
    adjusts_oom: bool
    """Whether the child may change its own `oom_score_adj` in /proc."""
    descriptors: list[str]
    """The targets of the child's open descriptors."""
    terminal: bool
    environment: list[str]
    families: dict[str, str]
    """Maps each kind of socket to the error with which it was refused; empty if it was allowed."""
    interfaces: list[str]
    limits: dict[str, int]
    threads: int
    """The number of threads that could be started."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedFacts:
    """The settings that a child was given."""

    limits: Mapping[str, int]
    names: Mapping[str, frozenset[str]]
    """Maps each folder to the only names that may be visible in it."""
    environment: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerRow:
    """The state of one layer after it was checked."""

    name: str
    state: LayerState
    purpose: str
    found: str = ""
    """What was found instead, if the layer does not work."""
    consequence: str = ""
    """The consequence of the layer's absence, if that is not fatal."""


@dataclass(frozen=True, slots=True)
class SandboxLayer:
    """A layer with its test. `wrong` returns what is not as it must be, or an empty string."""

    name: str
    purpose: str
    wrong: Callable[[SelfCheckFacts, ExpectedFacts], str]
    consequence: str = ""
    """The consequence of the layer's absence; empty if nothing may run without it."""


def layer_rows(facts: SelfCheckFacts, expected: ExpectedFacts) -> Iterator[LayerRow]:
    """Yield a row for each layer, in the table's order."""
    for layer in SANDBOX_LAYERS:
        found = layer.wrong(facts, expected)
        state: LayerState = "active" if not found else "absent" if layer.consequence else "missing"
        consequence = layer.consequence if found else ""
        yield LayerRow(name=layer.name, state=state, purpose=layer.purpose, found=found, consequence=consequence)


def _alone(facts: SelfCheckFacts, _: ExpectedFacts) -> str:
    alone = facts.pid == 1 and facts.pids == [1]
    return "" if alone else f"it is process {facts.pid} and sees {len(facts.pids)} processes"


def _unprivileged(facts: SelfCheckFacts, _: ExpectedFacts) -> str:
    return "" if facts.uid else "it runs as root"


def _powerless(facts: SelfCheckFacts, _: ExpectedFacts) -> str:
    sets = [f"{name} {value}" for name, value in facts.privileges.items() if name.startswith("Cap")]
    kept = [line for line in sets if not line.endswith(NO_CAPABILITY)]
    gains = [] if facts.privileges.get("NoNewPrivs") == "1" else ["it may gain rights by executing a file"]
    return ", ".join([*kept, *gains])


def _filtered(facts: SelfCheckFacts, _: ExpectedFacts) -> str:
    if facts.privileges.get("Seccomp") != FILTERED:
        return "no filter is in force"
    return "" if facts.namespace == "EPERM" else f"a new namespace ended with {facts.namespace or 'success'}"


def _offline(facts: SelfCheckFacts, _: ExpectedFacts) -> str:
    opened = [family for family, error in facts.families.items() if not error]
    return ", ".join([*opened, *(name for name in facts.interfaces if name != "lo")])


def _blind(facts: SelfCheckFacts, expected: ExpectedFacts) -> str:
    seen = (
        f"{folder.rstrip('/')}/{name}"
        for folder, names in facts.names.items()
        for name in names
        if name not in expected.names.get(folder, ())
    )
    return ", ".join(seen)


def _read_only(facts: SelfCheckFacts, expected: ExpectedFacts) -> str:
    wrong = sorted(facts.writable.keys() ^ HOME_PLACES)
    size = expected.limits["folder_mib"]
    wrong += [f"{place} has {room.mib} MiB" for place, room in facts.writable.items() if room.mib != size]
    return ", ".join(wrong)


def _limited(facts: SelfCheckFacts, expected: ExpectedFacts) -> str:
    given = expected.limits
    asked = {
        "DATA": given["private_mib"] * MIB,
        "AS": given["address_mib"] * MIB,
        "FSIZE": given["file_mib"] * MIB,
        "NOFILE": given["descriptors"],
        "NPROC": given["processes"],
        "CPU": given["cpu_s"],
        "CORE": 0,
        "MEMLOCK": 0,
    }
    return ", ".join(f"{name} is {facts.limits.get(name)}" for name in asked if facts.limits.get(name) != asked[name])


def _counted(facts: SelfCheckFacts, expected: ExpectedFacts) -> str:
    # nobody enforces it for the machine's root, which may have any id in here
    return "" if facts.threads < expected.limits["processes"] else f"{facts.threads} could be started"


def _detached(facts: SelfCheckFacts, _: ExpectedFacts) -> str:
    others = [target for target in facts.descriptors if target != "/dev/null"]
    others += ["a terminal"] if facts.terminal else []
    return ", ".join(others + ([] if facts.session == facts.pid else ["another's session"]))


def _bare(facts: SelfCheckFacts, expected: ExpectedFacts) -> str:
    return ", ".join(name for name in facts.environment if name not in expected.environment)


def _landlocked(facts: SelfCheckFacts, _: ExpectedFacts) -> str:
    return "it may change files of its own in /proc" if facts.adjusts_oom else ""


def _few_files(facts: SelfCheckFacts, _: ExpectedFacts) -> str:
    many = [place for place, room in facts.writable.items() if not 0 < room.files <= MAX_FILES]
    return "no limit in " + ", ".join(many) if many else ""


SANDBOX_LAYERS = (
    SandboxLayer("own processes", "A submission can see and signal only its own processes.", _alone),
    SandboxLayer("own user", "It runs under an account without rights, never as root.", _unprivileged),
    SandboxLayer("no privileges", "It has only the rights of an ordinary program, and cannot gain more.", _powerless),
    SandboxLayer("system calls", "System calls that a notebook never needs are refused.", _filtered),
    SandboxLayer("no network", "It can reach no other machine, and no other program on this one.", _offline),
    SandboxLayer(
        "hidden files", "It can see the system and Python, but no home folders, answers or other submissions.", _blind
    ),
    SandboxLayer(
        "read-only system",
        "It can write only to three small folders of its own, which are removed when it ends.",
        _read_only,
    ),
    SandboxLayer("own limits", "Memory, time, files and file sizes are limited for each process.", _limited),
    SandboxLayer("process count", "A program that keeps starting itself is stopped.", _counted),
    SandboxLayer("nothing handed on", "It cannot reach the grader's open files or terminal.", _detached),
    SandboxLayer("clean environment", "It gets none of your environment variables.", _bare),
    SandboxLayer(
        "Landlock",
        "A second protection for files, in addition to the read-only system.",
        _landlocked,
        "Only the read-only system protects files. Linux 5.13 and later can have both.",
    ),
    SandboxLayer(
        "file count",
        "The number of files that it can make is limited.",
        _few_files,
        "A submission can make any number of files until it ends; an empty one costs about 1 KiB of memory.",
    ),
)


WAYS: tuple[tuple[Mode, bool], ...] = (("fork", True), ("cold", True), ("cold", False))
"""The modes in the order in which they are tried, each with whether its kernels start with capabilities to drop.

Ubuntu's profile of bubblewrap gives no capabilities to the programs that bubblewrap starts: they could neither use nor
drop any.
"""
LIMITS = Limits(processes=48)
"""The limits of a child that inspects itself: few processes, so that the limit is soon reached."""
MAX_BYTES = 2**20
TRIED = (*HOME_PLACES, "/", "/usr", "/dev", "/etc", "/opt", "/data", "/proc", "/home")
"""The folders in which the child tries to create a file."""
START = LayerRow(name="bubblewrap", state="active", purpose="It starts Python in a separate environment.")
INSIDE = LayerRow(name="jailed child", state="active", purpose="Inside, a child is locked in like every submission.")
GROUP = LayerRow(
    name="memory group", state="active", purpose="The system itself counts all memory that a submission uses."
)
STEPS: dict[Mode, tuple[LayerRow, ...]] = {"fork": (START, INSIDE), "cold": (START,)}
"""The steps that must work before a child can inspect itself."""


class SelfCheckRequest(ChildRequest, frozen=True, kw_only=True):
    """The request to a child that checks its own sandbox."""

    listed: list[str]
    """The folders whose names it lists."""
    tried: list[str]
    """The folders in which it tries to create a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The result of trying one mode."""

    mode: Mode
    rows: tuple[LayerRow, ...]
    fault: SandboxError | None = None
    """The first fault that keeps the mode from working, and what to type; None if it works."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxReport:
    """All modes that were tried; the last one works, or none does."""

    trials: tuple[Trial, ...]

    @property
    def mode(self) -> Mode | None:
        """The mode in which kernels run on this machine."""
        last = self.trials[-1]
        return None if last.fault else last.mode


async def open_kernels(
    given: Sandbox, *, slots: int, forced: Mode | None, notice: Callable[[str], None] = lambda _: None
) -> Kernels:
    """Open the maker of kernels for this machine. Calls `notice` if they will be slow. Raises `SandboxError`."""
    kernels, report = await _first_that_works(given, slots=slots, forced=forced)
    refused = report.trials[0].fault
    if kernels is None:
        raise report.trials[-1].fault or SandboxError("no mode was tried")
    if refused:
        why = f"{refused} {refused.remedy and f'For quick ones: {refused.remedy}'}".strip()
        notice(f"Each kernel starts TensorFlow again, which takes 2 to 5 CPU seconds more per notebook. {why}")
    return kernels


async def examine(given: Sandbox, *, forced: Mode | None = None) -> SandboxReport:
    """Report which modes work on this machine, which do not, and why."""
    kernels, report = await _first_that_works(given, slots=1, forced=forced)
    if kernels is not None:
        kernels.close()
    return report


async def _first_that_works(given: Sandbox, *, slots: int, forced: Mode | None) -> tuple[Kernels | None, SandboxReport]:
    trials: dict[Mode, Trial] = {}
    for mode, capable in WAYS:
        if forced not in (None, mode):
            continue
        kernels, trials[mode] = await _try(given, mode, slots, capable=capable)
        if kernels is not None or (mode == "fork" and trials[mode].rows[0].state == "missing"):
            # if bubblewrap itself does not work, no other way does
            return kernels, SandboxReport(trials=tuple(trials.values()))
    return None, SandboxReport(trials=tuple(trials.values()))


async def _try(given: Sandbox, mode: Mode, slots: int, *, capable: bool) -> tuple[Kernels | None, Trial]:
    """The maker of kernels in that mode, if it is safe, and the result of the trial."""
    try:
        kernels: Kernels = (
            await Zygote.start(given, slots=slots)
            if mode == "fork"
            else BubblewrapKernels(given, slots=slots, capable=capable)
        )
    except SandboxError as error:
        return None, Trial(mode=mode, rows=(replace(START, state="missing"),), fault=error)
    try:
        trial = _judged(kernels, await _look(kernels, given), given)
    except SandboxError as error:
        *done, last = STEPS[mode]
        trial = Trial(mode=mode, rows=(*done, replace(last, state="missing")), fault=error)
    except BaseException:
        kernels.close()
        raise
    if trial.fault:
        kernels.close()
        return None, trial
    return kernels, trial


async def _look(kernels: Kernels, given: Sandbox) -> SelfCheckFacts:
    """The facts that a child saw of itself; it is made exactly as kernels are. Raises `SandboxError`."""
    body = SelfCheckRequest(
        task="self_check",
        limits=jail_limits(LIMITS, start_cpu_s=kernels.start_cpu_s),
        listed=sorted(given.names_seen()),
        tried=sorted(TRIED),
    )
    try:
        answer = await ask(kernels, body, max_bytes=MAX_BYTES, time_left=Countdown(kernels.ready_s))
        return json_decoder(SelfCheckFacts).decode(answer)
    except KernelFault as error:
        raise explain(str(error)) from error
    except (ChildEnded, ResponseTooLarge, TimeoutError, msgspec.MsgspecError) as error:
        why = str(error) or "it was too slow"
        raise SandboxError(f"A child in the sandbox did not report what it can see: {why}") from error


def _judged(kernels: Kernels, facts: SelfCheckFacts, given: Sandbox) -> Trial:
    names = {folder: frozenset(seen) for folder, seen in given.names_seen().items()}
    expected = ExpectedFacts(
        limits=jail_limits(LIMITS, start_cpu_s=kernels.start_cpu_s),
        names=names,
        environment=frozenset([*given.environment, "PWD"]),
    )
    table = (*STEPS[kernels.mode], *layer_rows(facts, expected), _group())
    return Trial(mode=kernels.mode, rows=table, fault=_fault(table))


def _group() -> LayerRow:
    """The row that says whether kernels get a cgroup on this machine, in addition to the watchdog."""
    if find_delegated():
        return GROUP
    return replace(
        GROUP,
        state="absent",
        found="this process may not make cgroups",
        consequence="Only the watchdog counts memory, and it misses up to a few GiB that no process shows. Start with: "
        "systemd-run --user --pipe -p Delegate=yes -p DelegateSubgroup=grader grader …",
    )


def _fault(table: Iterable[LayerRow]) -> SandboxError | None:
    """The first missing layer, described in a sentence."""
    for row in table:
        if row.state == "missing":
            return SandboxError(f"The sandbox has a hole: '{row.name}' does not protect: {row.found}.")
    return None
