"""Explains why a machine refuses a sandbox, and which command helps.

Nothing here decides whether kernels may run: only a trial shows that. After a failed trial, its output shows which step
failed, and the machine's settings show why; the first cause that fits both is the answer.
"""

import importlib.util
import re
import shutil
import stat
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import shorten
from typing import Self

from grader.errors import SandboxError

SETTINGS = (
    "user.max_user_namespaces",
    "kernel.unprivileged_userns_clone",
    "kernel.apparmor_restrict_unprivileged_userns",
)
CONTAINER_MARKS = ("/.dockerenv", "/run/.containerenv")
BWRAP_PROFILE = "/etc/apparmor.d/bwrap-userns-restrict"
"""Ubuntu's own profile from 25.04 on: bubblewrap may make namespaces, but the programs that it starts may not."""

UNCONFINED = (
    "--security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined"
)
IN_CONTAINER = f"run it on the host or in a virtual machine, or start the container with --user 1000 {UNCONFINED}"
MANY = 10_000
ALLOW_NAMESPACES = f"sudo sysctl -w user.max_user_namespaces={MANY}"
ALLOW_CLONE = "sudo sysctl -w kernel.unprivileged_userns_clone=1"
UNRESTRICT = "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
UNLOAD = f"sudo apparmor_parser -R {BWRAP_PROFILE} && {UNRESTRICT}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """The settings of a machine that matter for a sandbox."""

    settings: Mapping[str, str] = field(default_factory=dict)
    """The values of those `SETTINGS` that its kernel has."""
    container: bool = False
    filtered: bool = False
    """Whether this process runs under a filter on system calls."""
    bwrap_profile: bool = False
    """Whether Ubuntu's profile for bubblewrap exists."""

    @classmethod
    def read(cls) -> Self:
        """Read the settings of this machine."""
        paths = {name: Path("/proc/sys", *name.split(".")) for name in SETTINGS}
        status = _text(Path("/proc/self/status"))
        return cls(
            settings={name: _text(path).strip() for name, path in paths.items() if path.exists()},
            container=any(Path(mark).exists() for mark in CONTAINER_MARKS) or _made_by_container(),
            filtered="\nSeccomp:\t2" in status,
            bwrap_profile=Path(BWRAP_PROFILE).exists(),
        )


@dataclass(frozen=True, slots=True)
class SandboxFault:
    """Signs in the output, the cause in words, what to type, and a condition that the machine must meet."""

    signs: tuple[str, ...]
    cause: str
    remedy: str
    holds: Callable[[Host], bool] = lambda _: True


def require_tools() -> None:
    """Raise `SandboxError` with the command that helps if a program that a sandbox needs is missing."""
    if sys.platform != "linux":
        raise SandboxError(
            "Sandboxed kernels need Linux.",
            "Use a Linux machine. Here, `grader check --no-sandbox FILE` can check a file of your own.",
        )
    if not shutil.which("bwrap"):
        raise SandboxError("bubblewrap is not installed.", "sudo apt-get install bubblewrap")


def explain(said: str, host: Host | None = None) -> SandboxError:
    """The reason why no sandbox could start, from the output. `host` is this machine, except in tests."""
    last = shorten(said.strip().splitlines()[-1], 120, placeholder="…") if said.strip() else "it printed nothing"
    known = host or Host.read()
    if (unreadable := _unreadable(said)) is not None:
        return unreadable
    for cause in CAUSES:
        if any(sign in said for sign in cause.signs) and cause.holds(known):
            return SandboxError(f"{cause.cause} ({last})", cause.remedy)
    return SandboxError(f"The sandbox did not start: {last}")


def _unreadable(said: str) -> SandboxError | None:
    """The error for a file or folder of Python that the sandbox's user can't read, if this is the cause."""
    denied = re.search(r"(?:execvp |source path |Permission denied: ')(/[^':]+)", said)
    absent = re.search(r"No module named '(\w+)", said)
    path = Path(denied[1]) if denied and "Permission denied" in said else _package(absent[1]) if absent else None
    for place in (*reversed(path.parents), path) if path else ():
        if place.exists() and (mode := _closed(place)):
            remedy = f"chmod -R go+rX {place}"
            return SandboxError(f"{place} can't be read by the sandbox's user: its mode is {mode}.", remedy)
    return None


def _package(name: str) -> Path | None:
    """The folder of a module of the grader; None if the module does not exist."""
    spec = importlib.util.find_spec(name)
    return Path(spec.origin) if spec and spec.has_location and spec.origin else None


def _closed(place: Path) -> str:
    """The mode, as `ls` shows it, of a folder that others can't read; empty if they can, or if it is shown anyway.

    The folders above Python's own are not shown, so their modes do not matter.
    """
    mode = place.stat().st_mode
    prefixes = {Path(sys.prefix), Path(sys.base_prefix)}
    needed = stat.S_IROTH | stat.S_IXOTH if place.is_dir() else stat.S_IROTH
    above = any(prefix != place and prefix.is_relative_to(place) for prefix in prefixes)
    return "" if above or mode & needed == needed else stat.filemode(mode)


def _made_by_container() -> bool:
    """Whether the environment of process 1 names a container; only root can read it."""
    return "container=" in _text(Path("/proc/1/environ"))


def _text(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""


def _set(name: str, value: str) -> Callable[[Host], bool]:
    """A test whether a setting of the machine has a value."""
    return lambda host: host.settings.get(name) == value


def _has_few_namespaces(host: Host) -> bool:
    """Whether the suggested command would allow more namespaces."""
    return int(host.settings.get("user.max_user_namespaces", MANY)) < MANY


NO_NAMESPACE = (
    "No permissions to create",
    "Creating new namespace failed",
    "unshare user ns",
    "setting up uid map",
    "setting up gid map",
    "Failed RTM_NEWADDR",
)
"""The output of bubblewrap if it gets no namespace, or a namespace without rights."""
NO_MOUNT = ("unshare: unshare failed", "mount: ", "setpriv: ")
"""The output of the steps by which root enters the sandbox."""
NO_PROC = ("Can't mount proc", "mount /proc: Operation not permitted")
NO_NESTING = ("in enter_namespaces", "in mount_private_tree")
"""The output if a child of the zygote fails to make its own namespaces."""

CAUSES = (
    SandboxFault(
        NO_NAMESPACE,
        "This system's settings allow no user namespaces.",
        ALLOW_NAMESPACES,
        _set("user.max_user_namespaces", "0"),
    ),
    SandboxFault(
        NO_NAMESPACE,
        "This system allows user namespaces only to root.",
        ALLOW_CLONE,
        _set("kernel.unprivileged_userns_clone", "0"),
    ),
    SandboxFault(
        ("ENOSPC", "ns: No space left"),
        "All user namespaces that this system allows are in use.",
        ALLOW_NAMESPACES,
        _has_few_namespaces,
    ),
    SandboxFault(
        (*NO_NAMESPACE, *NO_MOUNT),
        "This is a container whose seccomp profile forbids namespaces.",
        IN_CONTAINER,
        lambda host: host.container and host.filtered,
    ),
    SandboxFault(
        (*NO_NAMESPACE, *NO_MOUNT),
        "A filter on system calls, such as those of containers, forbids namespaces.",
        IN_CONTAINER,
        lambda host: host.filtered,
    ),
    SandboxFault(
        NO_NAMESPACE,
        "This system (Ubuntu 24.04 and later) forbids user namespaces to ordinary programs.",
        UNRESTRICT,
        _set("kernel.apparmor_restrict_unprivileged_userns", "1"),
    ),
    SandboxFault(NO_PROC, "A new /proc is not allowed: this container hides parts of its own /proc.", IN_CONTAINER),
    SandboxFault(NO_MOUNT, "This container's root user may not mount file systems.", IN_CONTAINER),
    SandboxFault(NO_NAMESPACE, "This container forbids namespaces.", IN_CONTAINER, lambda host: host.container),
    SandboxFault(NO_NAMESPACE, "This system forbids new namespaces.", ALLOW_NAMESPACES),
    SandboxFault(
        NO_NESTING,
        "Ubuntu's AppArmor profile allows namespaces to bubblewrap, but not to programs that it starts.",
        UNLOAD,
        lambda host: host.bwrap_profile,
    ),
    SandboxFault(
        NO_NESTING,
        "This system (Ubuntu 24.04 and later) allows namespaces to bubblewrap, but not to programs that it starts.",
        UNRESTRICT,
        _set("kernel.apparmor_restrict_unprivileged_userns", "1"),
    ),
    SandboxFault(
        ("unshare: No space left",),
        "This system allows bubblewrap one namespace, but no further one inside it.",
        ALLOW_NAMESPACES,
        _has_few_namespaces,
    ),
    SandboxFault(NO_NESTING, "This system allows bubblewrap one namespace, but no further one inside it.", ""),
    SandboxFault(("No module named",), "The Python environment is incomplete.", "pip install -e ."),
    SandboxFault(
        ("Permission denied",),
        "A file that the sandbox needs can't be read by its user.",
        "chmod -R go+rX on the Python environment and its interpreter",
    ),
)
"""The answer is the first cause whose sign was printed and whose condition the machine meets."""
