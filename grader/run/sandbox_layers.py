"""The layers of the sandbox: what each is for, and whether it held in a child that looked at itself.

Pure: `SelfCheckFacts` are what the child saw (`kernel.self_check`), `ExpectedFacts` is what it was given, and a layer
is a question to both. Most are needed; where a layer may be absent, its row says what that costs.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import msgspec

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
    SandboxLayer("own processes", "A submission sees and signals no process but its own.", _alone),
    SandboxLayer("own user", "It runs as nobody's account, never as root.", _unprivileged),
    SandboxLayer("no privileges", "It has no right beyond an ordinary program's and cannot gain one.", _powerless),
    SandboxLayer("system calls", "What a notebook never asks of the system is refused.", _filtered),
    SandboxLayer("no network", "It reaches no other machine, and no program of this one.", _offline),
    SandboxLayer(
        "hidden files", "It sees the system and Python; no home folder, no answers, no other submission.", _blind
    ),
    SandboxLayer("read-only system", "It can write to three small folders of its own, gone when it ends.", _read_only),
    SandboxLayer("own limits", "Memory, time, files and file sizes are capped for each process.", _limited),
    SandboxLayer("process count", "A program that starts itself over and over is stopped.", _counted),
    SandboxLayer("nothing handed on", "No open file and no terminal of the grader's is within its reach.", _detached),
    SandboxLayer("clean environment", "It gets no environment variable of yours.", _bare),
    SandboxLayer(
        "Landlock",
        "A second lock on files, below the read-only system.",
        _landlocked,
        "The read-only system alone protects files. Linux 5.13 and later can have both.",
    ),
    SandboxLayer(
        "file count",
        "The number of files it can make is capped.",
        _few_files,
        "A submission can make files without number until it ends; an empty one costs about 1 KiB of memory.",
    ),
)
