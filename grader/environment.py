"""What a run depends on besides its source: versions, our own code inside the kernel, the salt."""

import os
import platform
import secrets
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import grader

PACKAGES = ("tensorflow", "keras", "numpy", "tensorflow-datasets", "ipykernel", "ipython", "matplotlib")
INSIDE = (
    "architecture.py",
    "evidence/*.py",
    "text.py",
    "kernel/*.py",
    "run/body.py",
    "run/clean_room.py",
    "run/endings.py",
    "run/outputs.py",
    "run/sandbox.py",
    "run/session.py",
)
SALT_BYTES = 32


def versions() -> dict[str, str]:
    """Name to version of everything that could change what a kernel computes."""
    found = {name: version(name) for name in PACKAGES}
    return found | {"python": platform.python_version(), "machine": platform.machine()}


def processor() -> str:
    """What the machine calls its processor."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def code_digest() -> str:
    """sha256 over our own code that decides what a run shows."""
    package = Path(grader.__file__).parent
    files = sorted(path for pattern in INSIDE for path in package.glob(pattern))
    return sha256(b"".join(sha256(path.read_bytes()).digest() for path in files)).hexdigest()


def salt(cache: Path) -> bytes:
    """The 32 random bytes of this cache, made once, from which hidden inputs follow. They never enter a kernel."""
    path = cache / "salt"
    cache.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(SALT_BYTES))
    return path.read_bytes()
