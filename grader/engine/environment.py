"""Everything that a run depends on in addition to its source and our own code: versions, the processor, the salt."""

import hmac
import os
import platform
import secrets
from contextlib import suppress
from importlib.metadata import distributions, version
from pathlib import Path

from grader import DISTRIBUTION

PACKAGES = ("tensorflow", "keras", "numpy", "tensorflow-datasets", "ipykernel", "ipython", "matplotlib")


def versions() -> dict[str, str]:
    """Maps the name of everything that could change a kernel's results to its version."""
    found = {name: version(name) for name in PACKAGES}
    return found | {"python": platform.python_version(), "machine": platform.machine()}


def processor() -> str:
    """The machine's name for its processor."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def installed_packages() -> list[tuple[str, str]]:
    """Name and version of every installed package, sorted; the grader itself is left out because its code is
    compared.
    """
    found = ((distribution.metadata["Name"], distribution.version) for distribution in distributions())
    return sorted({one for one in found if one[0] != DISTRIBUTION})


def salt(cache: Path, purpose: str = "") -> bytes:
    """The 32 random bytes of this cache, made once, from which hidden inputs are drawn. They never enter a kernel.

    A `purpose` different from grading here gives different bytes, from which these can't be derived.
    """
    path = cache / "salt"
    cache.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError), os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_bytes(32))
    made = path.read_bytes()
    return hmac.digest(made, purpose.encode(), "sha256") if purpose else made
