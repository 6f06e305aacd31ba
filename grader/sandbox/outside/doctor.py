"""Whether this machine can sandbox: it starts what makes kernels, and lets one child look at its own jail.

`open_kernels` is how every command gets its kernels: nothing runs if a layer that is needed does not hold. Forked
kernels are tried first, then a bubblewrap for each. If a mode was asked for, no other one is tried.

`layer_rows` is the table of the sandbox's layers: what each is for, and whether it held in a child that looked at
itself. It is pure: `SelfCheckFacts` are what the child saw (`grader.sandbox.inside.self_check`), `ExpectedFacts` is
what it was given, and a layer is a question to both. Most layers are needed. If a layer may be absent, its row says
what that costs.
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
"""It holds; it does not, and the others carry the weight; it does not, and nothing may run."""

MIB = 2**20
NO_CAPABILITY = "0" * 16
FILTERED = "2"
"""What the system calls a process under a filter."""
HOME_PLACES = frozenset(["/home/learner", "/tmp", "/dev/shm"])  # noqa: S108 - inside the sandbox
MAX_FILES = 4096


class FolderSpace(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much fits into a folder."""

    mib: int
    files: int


class SelfCheckFacts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a child saw of itself."""

    pid: int
    pids: list[int]
    """Every process in its /proc."""
    session: int
    uid: int
    privileges: dict[str, str]
    """Lines of /proc/self/status."""
    namespace: str
    """The name of the error with which a new user namespace was refused; empty where there was none."""
    names: dict[str, list[str]]
    """Folder to what is in it, for those that exist."""
    writable: dict[str, FolderSpace]
    """Folders in which a file could be made."""
    adjusts_oom: bool
    """Whether it may change a file of its own in /proc."""
    descriptors: list[str]
    """What its open descriptors lead to."""
    terminal: bool
    environment: list[str]
    families: dict[str, str]
    """Kind of socket to the error with which it was refused; empty where there was none."""
    interfaces: list[str]
    limits: dict[str, int]
    threads: int
    """Threads that could be started."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedFacts:
    """What a child was given."""

    limits: Mapping[str, int]
    names: Mapping[str, frozenset[str]]
    """Folder to the only names that may be seen in it."""
    environment: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerRow:
    """One layer after it was looked at."""

    name: str
    state: LayerState
    purpose: str
    found: str = ""
    """What was there instead, where it does not hold."""
    consequence: str = ""
    """What its absence costs, where that is not fatal."""


@dataclass(frozen=True, slots=True)
class SandboxLayer:
    """A question to a child's facts. `wrong` gives what is not as it must be, or nothing."""

    name: str
    purpose: str
    wrong: Callable[[SelfCheckFacts, ExpectedFacts], str]
    consequence: str = ""
    """Empty where nothing may run without it."""

    def row(self, facts: SelfCheckFacts, expected: ExpectedFacts) -> LayerRow:
        """The layer's row in the table."""
        found = self.wrong(facts, expected)
        if not found:
            return LayerRow(name=self.name, state="active", purpose=self.purpose)
        state: LayerState = "absent" if self.consequence else "missing"
        return LayerRow(name=self.name, state=state, purpose=self.purpose, found=found, consequence=self.consequence)


def layer_rows(facts: SelfCheckFacts, expected: ExpectedFacts) -> Iterator[LayerRow]:
    """A row for each layer, in the table's order."""
    for layer in SANDBOX_LAYERS:
        yield layer.row(facts, expected)


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
    # nobody enforces it for the machine's root, whatever id that has in here
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
"""Modes in the order in which they are tried, each with whether its kernels are started with capabilities to give away.

Ubuntu's profile of bubblewrap gives what it starts none: what was asked for could then be neither used nor dropped.
"""
LIMITS = Limits(processes=48)
"""The limits of a child that looks at itself: few processes, so that the ceiling is soon reached."""
MAX_BYTES = 2**20
TRIED = (*HOME_PLACES, "/", "/usr", "/dev", "/etc", "/opt", "/data", "/proc", "/home")
"""Where the child tries to make a file."""
START = LayerRow(name="bubblewrap", state="active", purpose="It starts Python in a separate environment.")
INSIDE = LayerRow(name="jailed child", state="active", purpose="Inside, a child is locked in like every submission.")
GROUP = LayerRow(
    name="memory group", state="active", purpose="The system itself counts all memory that a submission uses."
)
STEPS: dict[Mode, tuple[LayerRow, ...]] = {"fork": (START, INSIDE), "cold": (START,)}
"""What must work before there is a child that can look at itself."""


class SelfCheckRequest(ChildRequest, frozen=True, kw_only=True):
    """The request to a child that checks its own sandbox."""

    listed: list[str]
    """Folders whose names it lists."""
    tried: list[str]
    """Folders in which it tries to make a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The result of trying one mode."""

    mode: Mode
    rows: tuple[LayerRow, ...]
    fault: SandboxError | None = None
    """The first thing that keeps it from working, and what to type; None where it works."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxReport:
    """Every mode that was tried; the last one works, or none does."""

    trials: tuple[Trial, ...]

    @property
    def mode(self) -> Mode | None:
        """The mode in which kernels run here."""
        last = self.trials[-1]
        return None if last.fault else last.mode


async def open_kernels(
    given: Sandbox, *, slots: int, forced: Mode | None, notice: Callable[[str], None] = lambda _: None
) -> Kernels:
    """What makes kernels here. `notice` is called with a sentence if they will be slow. Raises `SandboxError`."""
    kernels, report = await _first_that_works(given, slots=slots, forced=forced)
    refused = report.trials[0].fault
    if kernels is None:
        raise report.trials[-1].fault or SandboxError("no mode was tried")
    if refused:
        why = f"{refused} {refused.remedy and f'For quick ones: {refused.remedy}'}".strip()
        notice(f"Each kernel starts TensorFlow again, which takes 2 to 5 CPU seconds more per notebook. {why}")
    return kernels


async def examine(given: Sandbox, *, forced: Mode | None = None) -> SandboxReport:
    """What works on this machine, what does not, and why."""
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
            # no other way works where bubblewrap itself does not
            return kernels, SandboxReport(trials=tuple(trials.values()))
    return None, SandboxReport(trials=tuple(trials.values()))


async def _try(given: Sandbox, mode: Mode, slots: int, *, capable: bool) -> tuple[Kernels | None, Trial]:
    """What makes kernels in that mode, if it is safe, and what was seen."""
    try:
        kernels = await _start(given, mode, slots, capable=capable)
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


async def _start(given: Sandbox, mode: Mode, slots: int, *, capable: bool) -> Kernels:
    if mode == "cold":
        return BubblewrapKernels(given, slots=slots, capable=capable)
    return await Zygote.start(given, slots=slots)


async def _look(kernels: Kernels, given: Sandbox) -> SelfCheckFacts:
    """What a child on the path of every kernel saw of itself. Raises `SandboxError`."""
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
    """Whether kernels get a cgroup here, besides the watchdog."""
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
    """The first layer that is missing, in a sentence."""
    for row in table:
        if row.state == "missing":
            return SandboxError(f"The sandbox has a hole: '{row.name}' does not protect: {row.found}.")
    return None
