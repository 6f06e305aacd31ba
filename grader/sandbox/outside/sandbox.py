"""The command that starts a process in bubblewrap: what the process sees, and as which user it runs.

The sandbox sees the following, all of it read-only and at its original path unless stated otherwise:

    /usr (and /lib, /lib64, /bin)    the system
    /etc/ld.so.cache                 the only file in /etc
    the interpreter's prefix         if it is not under /usr
    the environment, site-packages   with our own packages masked by empty folders
    /opt/grader/grader               a few paths of ours
    /data                            a folder for each data set
    /home/learner, /tmp, /dev        empty

If the grader runs as root, the command first makes a staging folder in a private mount namespace. It binds there
everything that only root may be able to reach (an interpreter in root's home). Then it drops to an unprivileged id.
From there on it does the same for root as for an ordinary user.
"""

import os
import site
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import grader

UNPRIVILEGED_ID = 61_007
"""The user and group id of kernels that root starts: no account has it, so it owns nothing."""
GRADER_FOLDER = "/opt/grader"
DATA = "/data"
HOME = "/home/learner"
MIB = 2**20
OURS = ("__init__.py", "sandbox/__init__.py", "sandbox/inside")
"""The paths of our own package that every sandbox needs."""
SYSTEM = (Path("/usr"), Path("/lib"), Path("/lib64"), Path("/bin"), Path("/sbin"))
MADE = (Path(HOME), Path("/tmp"), Path("/dev"), Path("/proc"))  # noqa: S108 - inside the sandbox
"""Folders that are made for the sandbox, in addition to what is shown in it."""
PRIVATE = (Path("/etc"), Path("/home"), Path("/root"))
PACKAGES = (Path(grader.__file__).parent, Path(grader.__file__).parents[1] / "reports")
"""The folders of our own packages, if they are among what is shown."""

ENVIRONMENT: Mapping[str, str] = {
    "PATH": "/usr/bin:/bin",
    "HOME": "/tmp",  # noqa: S108 - inside the sandbox
    "USER": "learner",
    "LANG": "C.UTF-8",
    "MALLOC_ARENA_MAX": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONPATH": GRADER_FOLDER,
}

STAGE = """
umask 022
stage=$1; shift
mount -t tmpfs -o mode=755,size=1m stage "$stage"
place=0
while [ "$1" != -- ]; do
    if [ -d "$1" ]; then mkdir "$stage/$place"; else : > "$stage/$place"; fi
    mount --bind -- "$1" "$stage/$place"
    place=$((place + 1)); shift
done
shift
exec "$@"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandbox:
    """The files that a sandbox sees and the modules that its processes import. By default it sees only itself."""

    setup: str = ""
    """The module that defines what is prepared before children are made, and what a child does: `run`, `warm`,
    `before_forking`, `before_waiting`, `prepare_clean_rooms`, `begin` and `TASKS`. See `grader.probe.inside.setup`.
    """
    environment: Mapping[str, str] = field(default_factory=lambda: ENVIRONMENT)
    """The environment variables of its processes."""
    data: Path | None = None
    """A folder whose subfolders are shown below /data."""
    fetched: Path | None = None
    """A second folder of this kind, if there is one."""
    masked: tuple[Path, ...] = ()
    """Folders that must not be visible even inside a folder that is shown: the course, results."""
    preload: tuple[str, ...] = ()
    """Modules that are imported in addition to what the setup imports."""
    package: Path = Path(grader.__file__).parent
    """The folder of our own code."""
    ours: tuple[str, ...] = OURS
    """The paths in `package` that are shown."""

    @property
    def imported(self) -> tuple[str, ...]:
        """The arguments that tell one of our processes what to import: its setup and the preloaded modules."""
        return (self.setup, *self.preload) if self.setup else ()

    def command(
        self,
        module: str,
        arguments: Iterable[str],
        stage: Path,
        *,
        folder_mib: int | None = None,
        capable: bool = False,
    ) -> list[str]:
        """The command line that becomes one of the grader's modules. `stage` is an empty folder of the grader.

        With `folder_mib` the sandbox belongs to one kernel: the kernel is pid 1 in it, and its three writable folders
        are made here. If it is `capable`, it may mount its own over them. Without `folder_mib`, each process forked in
        it makes its own.
        """
        binds = dict(sorted(self.binds(), key=lambda bind: len(bind[0].parts)))  # parents first, as mounts require
        own = _shared() if folder_mib is None else _one_kernels(folder_mib * MIB, capable=capable)
        program = ["--", sys.executable, "-m", module, *arguments, *self.imported]
        if os.geteuid() != 0:
            return [*_bubblewrap(own, binds, self._masks(), self.environment), *program]
        staged = {target: stage / str(place) for place, target in enumerate(binds)}
        drop = ["setpriv", f"--reuid={UNPRIVILEGED_ID}", f"--regid={UNPRIVILEGED_ID}", "--clear-groups"]
        private = ["unshare", "--mount", "--propagation", "private", "sh", "-euc", STAGE, "stage", str(stage)]
        inside = [*drop, "--no-new-privs", *_bubblewrap(own, staged, self._masks(), self.environment), *program]
        return [*private, *map(str, binds.values()), "--", *inside]

    def binds(self) -> Iterator[tuple[Path, Path]]:
        """Yield target and source of every file and folder that is shown in addition to the system."""
        for name in self.ours:
            yield Path(GRADER_FOLDER, "grader", name), self.package / name
        for folder in (self.data, self.fetched):
            sets = sorted(folder.iterdir()) if folder is not None and folder.is_dir() else []
            yield from ((Path(DATA, one.name), one) for one in sets if one.is_dir())
        yield Path("/etc/ld.so.cache"), Path("/etc/ld.so.cache")
        prefixes = {Path(sys.base_prefix), Path(sys.prefix), *_site_packages()}
        for prefix in prefixes:
            if prefix.is_dir() and not any(prefix.is_relative_to(other) for other in {*SYSTEM, *prefixes} - {prefix}):
                yield prefix, prefix

    def _masks(self) -> list[Path]:
        """The grader's folders that are inside a folder shown to the sandbox."""
        shown = self._targets()
        hidden = [path for path in (*PACKAGES, *self.masked) if any(path.is_relative_to(over) for over in shown)]
        return [path for path in hidden if path.is_dir()]

    def _targets(self) -> list[Path]:
        return [*SYSTEM, *(target for target, _ in self.binds())]

    def names_seen(self) -> dict[str, set[str]]:
        """Maps folders to the only names that may be visible in them; they lead to something shown or must be empty."""
        shown = self._targets()
        seen: dict[str, set[str]] = {str(folder): set() for folder in (*PRIVATE, *PACKAGES, *self.masked)}
        for path in (*shown, *MADE):
            for folder, child in zip(path.parents, (path, *path.parents), strict=False):
                # such as an environment in /tmp, which is shown in a folder made for the sandbox
                if folder not in MADE and not any(folder.is_relative_to(over) for over in shown):
                    seen.setdefault(str(folder), set()).add(child.name)
        return seen


def _site_packages() -> list[Path]:
    user = [site.getusersitepackages()] if site.ENABLE_USER_SITE else []
    return [Path(folder) for folder in (*site.getsitepackages(), *user)]


def _bubblewrap(
    own: list[str], binds: dict[Path, Path], masks: list[Path], environment: Mapping[str, str]
) -> list[str]:
    """Bubblewrap and its options, up to the program; `own` are the options that make the writable places."""
    namespaces = ["user", "pid", "ipc", "uts", "net"]
    options = [f"--unshare-{name}" for name in namespaces]
    options += ["--unshare-cgroup-try", "--die-with-parent", "--hostname", "sandbox", "--clearenv"]
    options += [word for pair in environment.items() for word in ("--setenv", *pair)]
    options += ["--tmpfs", "/", *_system()]
    options += ["--proc", "/proc", "--dev", "/dev", *own]
    options += [*_shown(binds, masks), "--chdir", HOME]  # after /tmp, because an environment may be in it
    # bubblewrap's /dev is a tmpfs that all kernels of a zygote would share: read-only, so that none leaves a trace
    return ["bwrap", *options, "--remount-ro", "/dev", "--remount-ro", "/"]


def _shared() -> list[str]:
    """The options for a zygote's writable places: a little room for imports and settings. Kernels mount over it."""
    small = ["--size", str(MIB), "--tmpfs"]
    return ["--new-session", "--perms", "0700", *small, HOME, *small, "/tmp"]  # noqa: S108 - inside the sandbox


def _one_kernels(size: int, *, capable: bool) -> list[str]:
    """The options for the writable places of one kernel, which is pid 1 and makes its own session."""
    folders = [("0700", HOME), ("1777", "/tmp"), ("1777", "/dev/shm")]  # noqa: S108 - inside the sandbox
    mounts = (("--perms", mode, "--size", str(size), "--tmpfs", folder) for mode, folder in folders)
    # to mount its own over those folders; it drops both before anything else happens in it
    capabilities = ["--cap-add", "CAP_SYS_ADMIN", "--cap-add", "CAP_SETPCAP"] if capable else []
    return ["--as-pid-1", *capabilities, *(word for words in mounts for word in words)]


def _system() -> list[str]:
    """The options for the system's folders, or for the links that merged-/usr systems have instead."""
    options = ["--ro-bind", "/usr", "/usr"]
    for path in SYSTEM[1:]:
        if path.is_symlink():
            options += ["--symlink", str(path.readlink()), str(path)]
        elif path.is_dir():
            options += ["--ro-bind", str(path), str(path)]
    return options


def _shown(binds: dict[Path, Path], masks: list[Path]) -> list[str]:
    """Binds and masks in one order by depth: a mask may be inside a bind, and a bind inside a mask."""
    steps = [(target, ["--ro-bind", str(source), str(target)]) for target, source in binds.items()]
    steps += [(mask, ["--tmpfs", str(mask), "--remount-ro", str(mask)]) for mask in masks]
    return [word for _, words in sorted(steps, key=lambda step: len(step[0].parts)) for word in words]
