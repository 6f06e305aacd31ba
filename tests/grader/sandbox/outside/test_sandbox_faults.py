"""What was printed, what the machine says of itself, and the cause and the line to type that follow."""

import sys
from pathlib import Path

import pytest

from grader.errors import SandboxError
from grader.sandbox.outside.sandbox_faults import SETTINGS, Host, explain, require_tools

NO_PERMISSION = (
    "bwrap: No permissions to create a new namespace, likely because the kernel does not allow non-privileged user "
    "namespaces. See <https://deb.li/bubblewrap> or <file:///usr/share/doc/bubblewrap/README.Debian.gz>."
)
UID_MAP = "bwrap: setting up uid map: Permission denied"
LOOPBACK = "bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted"
FULL = "bwrap: Creating new namespace failed: nesting depth or /proc/sys/user/max_*_namespaces exceeded (ENOSPC)"
ROOT = "unshare: unshare failed: Operation not permitted"
PROC = "bwrap: Can't mount proc on /newroot/proc: Operation not permitted"
NESTED = """a kernel could not be jailed: Traceback (most recent call last):
  File "/opt/grader/grader/kernel/zygote.py", line 119, in _stage_1
    jail.enter_namespaces()
  File "/opt/grader/grader/kernel/jail.py", line 62, in enter_namespaces
PermissionError: [Errno 1] unshare: Operation not permitted"""
NESTED_FULL = NESTED.replace("PermissionError: [Errno 1] unshare: Operation not permitted", "") + (
    "OSError: [Errno 28] unshare: No space left on device"
)
NESTED_PROC = """a kernel could not be jailed: Traceback (most recent call last):
  File "/opt/grader/grader/kernel/jail.py", line 81, in mount_private_tree
PermissionError: [Errno 1] mount /proc: Operation not permitted"""

PLAIN = Host(settings={"user.max_user_namespaces": "96365"})
NO_NAMESPACES = Host(settings={"user.max_user_namespaces": "0"})
FEW = Host(settings={"user.max_user_namespaces": "5"})
OLD_DEBIAN = Host(settings={"kernel.unprivileged_userns_clone": "0"})
UBUNTU = Host(settings={"kernel.apparmor_restrict_unprivileged_userns": "1", "user.max_user_namespaces": "96365"})
UBUNTU_25 = Host(settings=UBUNTU.settings, bwrap_profile=True)
DOCKER = Host(settings=UBUNTU.settings, container=True, filtered=True)
PODMAN_UNFILTERED = Host(container=True)
SERVICE = Host(filtered=True)


@pytest.mark.parametrize(
    ("said", "host", "cause", "typed"),
    [
        (NO_PERMISSION, NO_NAMESPACES, "settings allow no user namespaces", "user.max_user_namespaces=10000"),
        (FULL, NO_NAMESPACES, "settings allow no user namespaces", "user.max_user_namespaces=10000"),
        (FULL, FEW, "are in use", "user.max_user_namespaces=10000"),
        (NO_PERMISSION, OLD_DEBIAN, "only to root", "kernel.unprivileged_userns_clone=1"),
        (UID_MAP, UBUNTU, "Ubuntu 24.04", "kernel.apparmor_restrict_unprivileged_userns=0"),
        (LOOPBACK, UBUNTU, "Ubuntu 24.04", "kernel.apparmor_restrict_unprivileged_userns=0"),
        (NO_PERMISSION, DOCKER, "container whose seccomp profile", "--security-opt seccomp=unconfined"),
        (ROOT, DOCKER, "container whose seccomp profile", "systempaths=unconfined"),
        (NO_PERMISSION, SERVICE, "A filter on system calls", "seccomp=unconfined"),
        (ROOT, PODMAN_UNFILTERED, "root user may not mount", "--user 1000"),
        (NO_PERMISSION, PODMAN_UNFILTERED, "This container forbids namespaces", "--security-opt"),
        (PROC, PODMAN_UNFILTERED, "A new /proc is not allowed", "systempaths=unconfined"),
        (NO_PERMISSION, PLAIN, "forbids new namespaces", "user.max_user_namespaces"),
        (NESTED, UBUNTU_25, "Ubuntu's AppArmor profile", "apparmor_parser -R"),
        (NESTED, UBUNTU, "not to programs that it starts", "kernel.apparmor_restrict_unprivileged_userns=0"),
        (NESTED_FULL, FEW, "no further one inside it", "user.max_user_namespaces=10000"),
        (NESTED_FULL, PLAIN, "no further one inside it", ""),
        (NESTED, PLAIN, "no further one inside it", ""),
        (NESTED_PROC, PLAIN, "A new /proc is not allowed", "systempaths=unconfined"),
        ("ModuleNotFoundError: No module named 'nowhere_at_all'", PLAIN, "environment is incomplete", "pip install"),
        ("PermissionError: [Errno 13] Permission denied", PLAIN, "can't be read by its user", "chmod -R go+rX"),
        ("bwrap: something new", PLAIN, "The sandbox did not start: bwrap: something new", ""),
        ("", PLAIN, "it printed nothing", ""),
    ],
)
def test_a_symptom_and_a_machine_give_a_cause_and_a_line_to_type(said: str, host: Host, cause: str, typed: str) -> None:
    """The most telling cause comes first, and what was printed is kept with it."""
    error = explain(said, host)

    assert cause in str(error)
    assert typed in error.remedy
    assert bool(typed) == bool(error.remedy)


@pytest.mark.parametrize(
    "said", ["bwrap: execvp {}/bin/python: Permission denied", "Permission denied: '{}/bin/python'"]
)
def test_an_environment_that_others_cannot_read_is_named_with_its_mode(
    said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder to open to others is the one that is closed to them, not the file in it; those above do not count."""
    environment = tmp_path / "closed" / "environment"
    (environment / "bin").mkdir(parents=True)
    (environment / "bin" / "python").touch(mode=0o755)
    (tmp_path / "closed").chmod(0o700)
    environment.chmod(0o750)
    monkeypatch.setattr(sys, "prefix", str(environment))

    error = explain(said.format(environment), PLAIN)

    assert str(error) == f"{environment} can't be read by the sandbox's user: its mode is drwxr-x---."
    assert error.remedy == f"chmod -R go+rX {environment}"


def test_without_linux_it_says_what_works_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a Mac, one's own file can be checked."""
    monkeypatch.setattr(sys, "platform", "darwin")

    with pytest.raises(SandboxError, match="need Linux") as refused:
        require_tools()

    assert "grader check --no-sandbox FILE" in refused.value.remedy


def test_this_machine_can_be_read_by_anyone() -> None:
    """Explaining never fails itself, whatever is hidden from whoever grades."""
    host = Host.read()

    assert set(host.settings) <= set(SETTINGS)
