"""Kernels without a sandbox: what `check --no-sandbox` uses, for one's own file and for nothing else.

Each is a process of its own that imports TensorFlow anew, with the grader's own rights. It works where there is no
Linux, and the result says that it was made so. Where the variable `GRADER_KERNEL_UID` names another account, and the
grader runs as root, kernels run as that one, and read or write nothing that is the grader's alone.
"""

import asyncio
import contextlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import grader
from grader.run.kernel_factory import Exit, Mode
from grader.run.sandbox import ENVIRONMENT, Sandbox
from grader.run.zygote import START_S

KERNEL_UID = "GRADER_KERNEL_UID"
SANDBOX_ONLY = ("PATH", "HOME", "USER", "PYTHONPATH", "TFDS_DATA_DIR", "COURSE_DATA")
"""Variables of the sandbox that mean something else outside of it."""


class UnsandboxedKernel:
    """One process, and how it ends."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.pidfd = -1
        self.exited: asyncio.Future[Exit] = asyncio.get_running_loop().run_in_executor(None, self._wait)

    def _wait(self) -> Exit:
        _, status, usage = os.wait4(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        return Exit(self.process.returncode, usage.ru_utime + usage.ru_stime)

    def signal(self, number: int) -> None:
        """Send a signal; nothing happens where it has ended."""
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(number)

    async def kill(self) -> Exit:
        """End it and what it started in its session."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, 9)
        return await asyncio.shield(self.exited)

    def close(self) -> None:
        """Do nothing: it holds no descriptor."""


class UnsandboxedKernels:
    """Starts kernels without a sandbox, instead of a zygote."""

    mode: Mode = "none"
    exhausted = False
    ready_s = START_S
    start_cpu_s = 0
    fresh_mib: float | None = None

    def __init__(self, given: Sandbox) -> None:
        self.unavailable = False
        self.slots = asyncio.Semaphore(1)
        self._given = given
        self._homes = tempfile.TemporaryDirectory(prefix="grader-home-")
        self._uid = int(os.environ.get(KERNEL_UID) or 0)
        if self._uid:
            Path(self._homes.name).chmod(0o711)

    async def fork(self, body: bytes, sockets: list[int], status: int, *, prepared: bool = False) -> UnsandboxedKernel:  # noqa: ARG002 - it prepares itself
        """A new kernel, started in an empty folder of its own."""
        with tempfile.TemporaryFile() as request:
            request.write(body)
            request.seek(0)
            descriptors = [*sockets, request.fileno(), status]
            return UnsandboxedKernel(self.opened("grader.kernel.unsandboxed", descriptors))

    def opened(self, module: str, descriptors: list[int]) -> subprocess.Popen[bytes]:
        """A new process that runs a module, with these descriptors and what it is to import, in a folder of its own."""
        home = tempfile.mkdtemp(dir=self._homes.name)
        if self._uid:
            os.chown(home, self._uid, self._uid)
        return subprocess.Popen(
            [sys.executable, "-m", module, *map(str, descriptors), *self._given.preload],
            pass_fds=descriptors,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=home,
            env=self._environment() | ({"HOME": home, "USER": "learner"} if self._uid else {}),
            start_new_session=True,
            **self._account(),
        )

    def _account(self) -> dict[str, Any]:
        """What makes a process another account's, in the words of `subprocess`; nothing where it is ours."""
        return {"user": self._uid, "group": self._uid, "extra_groups": ()} if self._uid else {}

    def _environment(self) -> dict[str, str]:
        ours = {name: value for name, value in ENVIRONMENT.items() if name not in SANDBOX_ONLY}
        package = str(Path(grader.__file__).parents[1])
        places = {"TFDS_DATA_DIR": str(self._given.data), "COURSE_DATA": str(self._given.fetched or self._given.data)}
        return os.environ | ours | places | {"PYTHONPATH": package}

    def close(self) -> None:
        """Remove the kernels' folders."""
        self._homes.cleanup()
