"""The world outside of a sandbox: things worth an attack, and a way to see whether any of them was touched."""

import hashlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Self

import psutil

from grader.sandbox.outside.sandbox import UNPRIVILEGED_ID

ROOT = Path(__file__).parents[2]
OURS = ("grader", "reports", "exercises", "solutions")
"""Folders of the repository that no submission may change."""
SHARED = (Path("/tmp"), Path("/dev/shm"))  # noqa: S108 - the machine's own are what is watched
PASSING = ("grader-", "pytest-", "tmp", "sem.", "pym-")
"""How the names of files begin that the grader, the tests and Python's own libraries make and remove."""
TREASURES = {
    "gradebook.sqlite": 0o644,
    "cache/salt": 0o644,
    "solutions/06_multi_layer/two_layers/reference.py": 0o644,
    "cohort/another-learner/06_multi_layer/two_layers.py": 0o666,
    "results/results.jsonl": 0o666,
}
"""Files with their modes: all could be read, and some written, by the id as which kernels run."""
CANARY = "a canary that must not be seen from inside"


class Host:
    """A folder with treasures, three listening sockets and one process, all open to the id that kernels run as."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="grader-host-", dir="/tmp"))
        self.folder.chmod(0o777)
        for name, mode in TREASURES.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{CANARY}: {name}\n")
            path.chmod(mode)
        self.unix = self.folder / "service"
        self.abstract = self.folder.name
        self._listeners = [self._listen(socket.AF_INET, ("127.0.0.1", 0))]
        self._listeners += [self._listen(socket.AF_UNIX, name) for name in (str(self.unix), f"\0{self.abstract}")]
        self.unix.chmod(0o777)
        self.port = self._listeners[0].getsockname()[1]
        user = UNPRIVILEGED_ID if os.geteuid() == 0 else None
        self.victim = subprocess.Popen(
            ["/usr/bin/sleep", "infinity"],
            user=user,
            group=user,
            extra_groups=[] if user else None,
            env={"TOKEN": CANARY},
        )
        self._processes = self._running()

    @staticmethod
    def _listen(family: int, address: object) -> socket.socket:
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.bind(address)  # type: ignore[arg-type] # its type depends on the family
        listener.listen()
        listener.setblocking(False)  # noqa: FBT003 - the socket's own signature
        return listener

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for listener in self._listeners:
            listener.close()
        self.victim.kill()
        self.victim.wait()
        shutil.rmtree(self.folder)

    def names(self) -> dict[str, str]:
        """What an attack's text may name as `@name@`: whoever attacks is taken to know all of it."""
        return {
            "host": str(self.folder),
            "grader": str(ROOT),
            "pid": str(os.getpid()),
            "victim": str(self.victim.pid),
            "port": str(self.port),
            "unix": str(self.unix),
            "abstract": self.abstract,
            "python": " ".join(sorted(_leading_to_python())),
        }

    def settle(self) -> None:
        """Take the processes that run now, a zygote's among them, as those that may run."""
        self._processes = self._running()

    def state(self) -> dict[str, object]:
        """Everything that an attack must leave as it is."""
        return {
            **dict(self._treasures()),
            **dict(_repository()),
            **dict.fromkeys(_left_behind(), "left behind"),
            "connections": sum(map(_accepted, self._listeners)),
            "victim": self.victim.poll(),
            "processes": sorted(self._running() - self._processes),
        }

    def _treasures(self) -> Iterator[tuple[str, object]]:
        for path in sorted(self.folder.rglob("*")):
            status = path.lstat()
            content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
            yield str(path), (status.st_mode, status.st_uid, status.st_mtime_ns, content)

    @staticmethod
    def _running() -> set[str]:
        """Every process below this one, by id and name."""
        children = psutil.Process().children(recursive=True)
        return {f"{child.pid}" for child in children if child.is_running()}


def _leading_to_python() -> set[str]:
    """Folders that a kernel may know by name, because the interpreter and its packages lie in them."""
    return {str(path) for python in (sys.prefix, sys.base_prefix) for path in (Path(python), *Path(python).parents)}


def _repository() -> Iterator[tuple[str, object]]:
    """The size and time of each file of the grader."""
    for folder in OURS:
        for top, below, names in os.walk(ROOT / folder):
            below[:] = [name for name in below if name != "__pycache__"]
            for name in names:
                status = Path(top, name).lstat()
                yield f"{top}/{name}", (status.st_size, status.st_mtime_ns)


def _left_behind() -> Iterator[str]:
    """Names in the machine's shared folders that belong to the id that kernels run as."""
    owner = UNPRIVILEGED_ID if os.geteuid() == 0 else os.geteuid()
    for folder in SHARED:
        for path in folder.iterdir():
            with suppress(FileNotFoundError):  # another program of this machine took it away meanwhile
                if not path.name.startswith(PASSING) and path.lstat().st_uid == owner:
                    yield str(path)


def _accepted(listener: socket.socket) -> int:
    """How many connections wait to be taken."""
    count = 0
    while True:
        try:
            connection, _ = listener.accept()
        except BlockingIOError:
            return count
        connection.close()
        count += 1
