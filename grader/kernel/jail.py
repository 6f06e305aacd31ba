"""What each kernel is locked into, step by step, by system calls of its own process.

Theory of operation. The zygote already lives in bubblewrap: no network, a read-only system, an empty /etc, an
unprivileged id. One forked child calls `enter_namespaces`, forks once more, and the grandchild (pid 1 of its own
world) calls the rest in the order below, single-threaded, before any learner code exists:

    namespaces   user, mount, pid, ipc, net, uts, cgroup: nothing of a sibling's can be named
    mounts       fresh /proc and /dev/pts; /home/learner, /tmp, /dev/shm as private tmpfs, the only writable places
    terminal     a session of its own, stdin to stderr on /dev/null
    limits       `LIMITS`; only after the user namespace exists, else all kernels share one process count
    privileges   capability sets emptied and locked, no_new_privs
    (Landlock, seccomp)   their place is here: after all that needs the calls they deny
    descriptors  everything but those handed over is closed

Any step that fails raises, and the caller gives up the child: no learner code was near it.
"""

import ctypes
import os
import resource
import struct
from collections.abc import Iterable, Mapping
from pathlib import Path

_libc = ctypes.CDLL(None, use_errno=True)

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
WRITABLE = {HOME: 700, "/tmp": 1777, "/dev/shm": 1777}  # noqa: S108 - the jail's own
"""The only folders a kernel can write to, with their modes in octal digits."""
TMPFS_FILES = 4096
MAX_DESCRIPTORS = 2**20


def _call(result: int, what: str) -> int:
    """The result of a libc call; raises `OSError` naming the call where it failed."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def _prctl(option: int, *arguments: int) -> None:
    padded = [ctypes.c_ulong(value) for value in (option, *arguments, *[0] * (4 - len(arguments)))]
    _call(_libc.prctl(*padded), f"prctl {option}")


def _mount(source: str, target: str, kind: str | None, flags: int, data: str = "") -> None:
    encoded = kind.encode() if kind else None
    result = _libc.mount(source.encode(), target.encode(), encoded, ctypes.c_ulong(flags), data.encode())
    _call(result, f"mount {target}")


def enter_namespaces() -> None:
    """Put this single-threaded process's future children into namespaces of their own, under its own id."""
    uid, gid = os.getuid(), os.getgid()
    _call(_libc.unshare(ALL_NAMESPACES), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")


def die_with_parent() -> None:
    """SIGKILL for this process as soon as its parent is gone."""
    _prctl(PR_SET_PDEATHSIG, 9)


def mount_private_tree(folder_mib: int) -> None:
    """A fresh /proc and /dev/pts, and the three writable places, each capped in bytes and files."""
    _mount("none", "/", None, MS_REC | MS_PRIVATE)
    _mount("proc", "/proc", "proc", NO_SPECIAL_FILES)
    for place, mode in WRITABLE.items():
        _mount_writable(place, f"size={folder_mib * MIB},nr_inodes={TMPFS_FILES},mode={mode}")
    # bubblewrap's devpts is one superblock for all children of the zygote
    _mount("devpts", "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=600,max=16")
    os.chdir(HOME)


def _mount_writable(place: str, options: str) -> None:
    """A private tmpfs, in which whatever was shown below that place (an environment in /tmp) is shown again."""
    shown = {point: os.open(point, os.O_PATH) for point in _mounted_below(place)}
    _mount("tmpfs", place, "tmpfs", NO_SPECIAL_FILES, options)
    for point, descriptor in shown.items():
        Path(point).mkdir(parents=True)
        _mount(f"/proc/self/fd/{descriptor}", point, None, MS_BIND | MS_REC)
        os.close(descriptor)


def _mounted_below(place: str) -> list[str]:
    """The topmost mount points below a folder."""
    lines = Path("/proc/self/mountinfo").read_text().splitlines()
    points = sorted(line.split()[4].encode().decode("unicode_escape") for line in lines)
    below = [point for point in points if point.startswith(place + "/")]
    return [point for point in below if not any(point.startswith(other + "/") for other in below)]


def leave_terminal() -> None:
    """A session without a terminal; standard streams on /dev/null, never the operator's."""
    os.setsid()
    null = os.open("/dev/null", os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    os.close(null)


def lock_in(limits: Mapping[str, int], keep: Iterable[int]) -> None:
    """Take this process's terminal, resources, privileges and descriptors, in this order."""
    leave_terminal()
    set_limits(limits)
    drop_privileges()
    close_all_but(keep)


def set_limits(given: Mapping[str, int]) -> None:
    """Per-process limits. Effects: MemoryError, BlockingIOError on fork, EFBIG, EMFILE; SIGKILL past the CPU time."""
    limits = {
        resource.RLIMIT_DATA: given["private_mib"] * MIB,
        resource.RLIMIT_AS: given["address_mib"] * MIB,  # what DATA does not see; TensorFlow maps far more than it uses
        resource.RLIMIT_FSIZE: given["file_mib"] * MIB,
        resource.RLIMIT_NOFILE: given["descriptors"],
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_NPROC: given["processes"],
        resource.RLIMIT_CPU: given["cpu_s"],  # pid 1 ignores SIGXCPU's default, so soft and hard are one: SIGKILL
    }
    for name, value in limits.items():
        resource.setrlimit(name, (value, value))


def drop_privileges() -> None:
    """No capability in any set, none to be had again, and no gain from executing a file."""
    for capability in range(int(Path("/proc/sys/kernel/cap_last_cap").read_text()) + 1):
        _prctl(PR_CAPBSET_DROP, capability)
    _prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    _prctl(PR_SET_SECUREBITS, SECBIT_NOROOT_AND_NO_FIXUP_LOCKED)
    header = struct.pack("II", CAPABILITY_VERSION_3, 0)
    _call(_libc.syscall(CAPSET[os.uname().machine], header, bytes(24)), "capset")
    _prctl(PR_SET_NO_NEW_PRIVS, 1)


def close_all_but(keep: Iterable[int]) -> None:
    """Close every descriptor of this process except those to keep.

    Not by listing /proc/self/fd: stage 1 is outside of the pid namespace whose /proc stage 2 mounts over it.
    """
    kept = sorted({*keep})
    for low, high in zip([-1, *kept], [*kept, MAX_DESCRIPTORS], strict=True):
        if low + 1 < high:  # an empty range that ends at 0 would close them all
            os.closerange(low + 1, high)
