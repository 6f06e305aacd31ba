"""Locks each kernel in, step by step, by system calls of its own process.

Theory of operation. The zygote already runs in bubblewrap: no network, a read-only system, an empty /etc, an
unprivileged id. A forked child calls `enter_namespaces` and forks once more. The grandchild, pid 1 of its own pid
namespace, calls `die_with_parent`, `mount_private_tree` and `lock_in`, single-threaded, before any learner code exists.
If a kernel has its own bubblewrap, that has made the namespaces and mounts; `cap_folders` and `lock_in` are left.

    namespaces   user, mount, pid, ipc, net, uts, cgroup. Nothing of a sibling or of the machine has a name in here,
                 and when pid 1 ends, everything that was started in here ends.
    mounts       A fresh /proc and /dev/pts; /home/learner, /tmp, /dev/shm as private tmpfs. All else is read-only: no
                 run leaves a trace for the next one.
    terminal     Its own session, stdin to stderr on /dev/null: nothing can be typed into the operator's terminal.
    limits       Memory, processes, files, CPU time. Set after the user namespace exists, or else all
                 kernels would share one process count.
    privileges   Capability sets emptied and locked, no_new_privs: a bug in a setuid program cannot be exploited.
    files        `landlock`: refuses writes even if we forgot that a mount or a node in /dev is writable.
    descriptors  All except those handed over are closed, above all the zygote's control socket.
    calls        `seccomp`: isolates what the other layers don't, and exposes less of the machine's kernel. It is the
                 last step, because it denies what the others use.

Any step that fails raises, and the caller gives up the child: no learner code was near it.
"""

import contextlib
import os
import resource
import struct
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from grader.sandbox.inside import landlock, libc, seccomp

CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC = 0x20000, 0x2000000, 0x4000000, 0x8000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
ALL_NAMESPACES = (
    CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWCGROUP
)

MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND, MS_REC, MS_PRIVATE = 2, 4, 8, 0x1000, 0x4000, 1 << 18
NO_SPECIAL_FILES = MS_NOSUID | MS_NODEV | MS_NOEXEC

PR_SET_PDEATHSIG, PR_CAPBSET_DROP, PR_SET_SECUREBITS, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 1, 24, 28, 38, 47
PR_CAP_AMBIENT_CLEAR_ALL = 4
SECBIT_NOROOT_AND_NO_FIXUP_LOCKED = 0x2F
CAPSET = {"x86_64": 126, "aarch64": 91}
CAPABILITY_VERSION_3 = 0x20080522

MIB = 2**20
HOME = "/home/learner"
WRITABLE = {HOME: 700, "/tmp": 1777, "/dev/shm": 1777}  # noqa: S108 - a path inside the jail
"""The only folders a kernel can write to, with their modes in octal digits."""
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc", "/proc", "/data")
READABLE_DEVICES = ("/dev/zero", "/dev/random", "/dev/urandom")
"""Devices that must not be writable: /dev/zero, mapped for writing, is shared memory that counts for no process."""
WRITABLE_DEVICES = ("/dev/null", "/dev/full", "/dev/tty", "/dev/pts")
"""Writable devices; a `!command` in a cell runs in one of the terminals."""
WRITES = (*WRITABLE, *WRITABLE_DEVICES)
"""Everything that a kernel may write to: its folders and devices."""
UNNEEDED = (
    resource.RLIMIT_CORE,
    resource.RLIMIT_MEMLOCK,
    resource.RLIMIT_MSGQUEUE,
    resource.RLIMIT_NICE,
    resource.RLIMIT_RTPRIO,
)
QUEUED_SIGNALS = 256
TMPFS_FILES = 4096
MAX_DESCRIPTORS = 2**20


def enter_namespaces() -> None:
    """Put the future children of this single-threaded process into their own namespaces, with its own id."""
    uid, gid = os.getuid(), os.getgid()
    libc.unshare(ALL_NAMESPACES)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")


def die_with_parent() -> None:
    """Make the system send SIGKILL to this process as soon as its parent is gone."""
    libc.prctl(PR_SET_PDEATHSIG, 9)


def mount_private_tree(folder_mib: int) -> None:
    """Mount a fresh /proc and /dev/pts and the three writable folders, each limited in bytes and number of files."""
    libc.mount("none", "/", None, MS_REC | MS_PRIVATE)
    libc.mount("proc", "/proc", "proc", NO_SPECIAL_FILES)
    _mount_folders(folder_mib)
    # bubblewrap's devpts is one superblock that all children of the zygote share
    libc.mount("devpts", "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=600,max=16")
    os.chdir(HOME)


def cap_folders(folder_mib: int) -> None:
    """If possible, mount over the writable folders that bubblewrap made, so that the number of files is limited too.

    This takes a capability, which some systems give to bubblewrap but not to the program that it starts.
    """
    with contextlib.suppress(PermissionError):
        libc.unshare(CLONE_NEWNS)
        libc.mount("none", "/", None, MS_REC | MS_PRIVATE)
        _mount_folders(folder_mib)
    os.chdir(HOME)


def _mount_folders(folder_mib: int) -> None:
    """Mount private tmpfs, and show in each again what was mounted below that folder (an environment in /tmp)."""
    for place, mode in WRITABLE.items():
        shown = {point: os.open(point, os.O_PATH) for point in _mounted_below(place)}
        options = f"size={folder_mib * MIB},nr_inodes={TMPFS_FILES},mode={mode}"
        libc.mount("tmpfs", place, "tmpfs", NO_SPECIAL_FILES, options)
        for point, descriptor in shown.items():
            Path(point).mkdir(parents=True)
            libc.mount(f"/proc/self/fd/{descriptor}", point, None, MS_BIND | MS_REC)
            os.close(descriptor)


def _mounted_below(place: str) -> list[str]:
    """The topmost mount points below a folder."""
    lines = Path("/proc/self/mountinfo").read_text().splitlines()
    points = sorted(line.split()[4].encode().decode("unicode_escape") for line in lines)
    below = [point for point in points if point.startswith(place + "/")]
    return [point for point in below if not any(point.startswith(other + "/") for other in below)]


def leave_terminal() -> None:
    """Start a session without a terminal, with the standard streams on /dev/null, never on the operator's terminal."""
    os.setsid()
    null = os.open("/dev/null", os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    os.close(null)


def lock_in(limits: Mapping[str, int], keep: Iterable[int]) -> None:
    """Take from this process and its children what they do not need. The descriptors in `keep` stay open."""
    leave_terminal()
    set_limits(limits)
    drop_privileges()
    restrict_files()
    close_all_but(keep)
    filter_calls()


def set_limits(given: Mapping[str, int]) -> None:
    """Set the limits of each process.

    Code beyond them gets a MemoryError, a BlockingIOError on fork, EFBIG or EMFILE; beyond the CPU time, SIGKILL.
    """
    limits = {
        resource.RLIMIT_DATA: given["private_mib"] * MIB,
        resource.RLIMIT_AS: given["address_mib"] * MIB,  # memory that DATA omits; TensorFlow maps far more than it uses
        resource.RLIMIT_FSIZE: given["file_mib"] * MIB,
        resource.RLIMIT_NOFILE: given["descriptors"],
        resource.RLIMIT_NPROC: given["processes"],
        resource.RLIMIT_CPU: given["cpu_s"],  # pid 1 ignores SIGXCPU by default, so both limits are equal: SIGKILL
        resource.RLIMIT_SIGPENDING: QUEUED_SIGNALS,  # counted for the operator too, who has some 100,000
    } | dict.fromkeys(UNNEEDED, 0)
    for name, value in limits.items():
        resource.setrlimit(name, (value, value))


def drop_privileges() -> None:
    """Give up all capabilities for good, including those gained by executing a file."""
    if _has_capabilities():  # false without its own bubblewrap: then nobody could drop one either
        for capability in range(int(Path("/proc/sys/kernel/cap_last_cap").read_text()) + 1):
            libc.prctl(PR_CAPBSET_DROP, capability)
        libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
        libc.prctl(PR_SET_SECUREBITS, SECBIT_NOROOT_AND_NO_FIXUP_LOCKED)
        header = struct.pack("II", CAPABILITY_VERSION_3, 0)
        libc.syscall("capset", CAPSET[os.uname().machine], header, bytes(24))
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1)


def _has_capabilities() -> bool:
    """Whether any of this process's five sets contains a capability."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return any(int(line.split()[1], 16) for line in lines if line.startswith("Cap"))


def restrict_files(writable: Iterable[str] = WRITES) -> None:
    """Allow reading only the system, Python and the data, and writing only to these places."""
    python = {sys.prefix, sys.base_prefix, *sys.path} - {*WRITABLE}
    landlock.restrict(readable=[*SYSTEM, *READABLE_DEVICES, *python], writable=writable)


def filter_calls() -> None:
    """Make the denied system calls fail from here on, each with a fitting error."""
    seccomp.install()


def close_all_but(keep: Iterable[int]) -> None:
    """Close every descriptor of this process except those to keep.

    It does not list /proc/self/fd: stage 1 is outside the pid namespace whose /proc stage 2 mounts over it.
    """
    kept = sorted({*keep})
    for low, high in zip([-1, *kept], [*kept, MAX_DESCRIPTORS], strict=True):
        if low + 1 < high:  # an empty range that ends at 0 would close them all
            os.closerange(low + 1, high)
