"""Virtual environments of other graders, each with the grader of its own and with the TensorFlow of this project."""

import importlib.metadata
import os
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.course.datasets.datasets import cache_home
from tests.bench.peer_exercises import ROOT

LAST = "zz_project.pth"
"""Lists this project's packages. A folder that such a file names comes after the environment's own."""
OWN = ("nbclient", "ipykernel", "nbconvert")
"""What must be an environment's own: the peer's way of running a notebook."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Another grader, as the Python registry has it."""

    package: str
    version: str
    extra: str = ""
    frees: tuple[str, ...] = ()
    """Packages whose version in `constraints.txt` it does not accept."""

    def __str__(self) -> str:
        return f"{self.package} {self.version}"

    @property
    def folder(self) -> Path:
        """Where its environment lies."""
        return cache_home() / "peers" / f"{self.package}-{self.version}"

    @property
    def python(self) -> Path:
        """The Python of its environment."""
        return self.folder / "bin" / "python"

    def variables(self, home: Path) -> Mapping[str, str]:
        """Environment variables as after `activate`, without this account's settings for Jupyter."""
        kept = {name: value for name, value in environment().items() if not name.startswith(("JUPYTER", "IPYTHON"))}
        return {**kept, "HOME": str(home), "PATH": f"{self.python.parent}{os.pathsep}{kept['PATH']}"}

    def run(self, folder: Path, *arguments: str) -> None:
        """Run one of its modules in a folder, where nothing is measured. Raises `CalledProcessError` if it fails."""
        command = [str(self.python), "-m", *arguments]
        subprocess.run(command, cwd=folder, env=self.variables(folder), capture_output=True, check=True)

    def install(self) -> None:
        """Make its environment, unless it is there, with this project's packages behind its own."""
        project, paths = sysconfig.get_path("purelib"), {"base": str(self.folder), "platbase": str(self.folder)}
        last = Path(sysconfig.get_path("purelib", vars=paths)) / LAST
        if not last.exists() or last.read_text(encoding="utf-8") != project:
            run(sys.executable, "-m", "venv", "--clear", str(self.folder))
            constraints = self.folder / "constraints.txt"
            constraints.write_text(self._constraints(), encoding="utf-8")
            wanted = f"{self.package}[{self.extra}]=={self.version}"
            run(str(self.python), "-m", "pip", "install", "-q", "-c", str(constraints), wanted)
            last.write_text(project, encoding="utf-8")
        self._require_own()

    def _constraints(self) -> str:
        """The versions of this project, so that both run the same Jupyter, without those that the peer refuses."""
        lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines(keepends=True)
        return "".join(line for line in lines if line.partition("==")[0] not in self.frees)

    def _require_own(self) -> None:
        """Stop where it would run notebooks with this project's packages."""
        code = f"from importlib.util import find_spec\nfor name in {OWN}: print(find_spec(name).origin)"
        for file in run(str(self.python), "-c", code).splitlines():
            assert Path(file).is_relative_to(self.folder), f"{self} uses {file}"


NBGRADER = Peer("nbgrader", "0.9.6")
OTTER = Peer("otter-grader", "7.0.0", extra="grading", frees=("wrapt",))


def run(*command: str) -> str:
    """What a command prints that is not measured. Raises `CalledProcessError` if it fails."""
    return subprocess.run(command, env=environment(), stdout=subprocess.PIPE, text=True, check=True).stdout


def environment() -> Mapping[str, str]:
    """The environment variables for our commands: bytecode is written and read, where it is switched off too."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL"))}


def versions() -> str:
    """The versions of what is compared and of what it runs on."""
    names = ("tensorflow", "nbclient", "ipykernel")
    own = [f"{name} {importlib.metadata.version(name)}" for name in names]
    return ", ".join([str(NBGRADER), str(OTTER), f"Python {sys.version.split()[0]}", *own])
