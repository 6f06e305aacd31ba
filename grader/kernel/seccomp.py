"""Which system calls a kernel may make: a table, and the filter that is assembled from it.

Theory of operation. The kernel of the machine runs a small program in classic BPF on each call's number and arguments
before the call itself. Ours refuses what `DENIED` and `NARROWED` list, refuses every number above `NEWEST` as an older
system would, kills a process that calls by another architecture's numbers, and lets the rest pass. The filter is
inherited, and nothing can take it off again.

The list is of what is refused, not of what is allowed: learners run all of TensorFlow. It can be short because
namespaces, capabilities and Landlock stand before and behind it. What it adds: no tampering with the jail itself, less
of the machine's kernel within reach, and nothing that all processes of one user, or of the machine, share.
"""

import ctypes
import errno
import os
import struct
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from grader.kernel import libc


class Numbers(NamedTuple):
    """A call's number on each machine; None where it has no such call."""

    x86_64: int | None
    aarch64: int | None


class Denied(NamedTuple):
    """Calls that fail with one error, whatever their arguments."""

    reason: str
    error: int
    calls: Mapping[str, Numbers]


class Narrowed(NamedTuple):
    """A call that fails for some values of one argument, of which it reads the low 32 bits."""

    reason: str
    error: int
    call: str
    numbers: Numbers
    argument: int
    never: tuple[int, ...] = ()
    """Values that are refused."""
    only: int | None = None
    """The one value that is allowed."""
    mask: int = 0xFFFFFFFF
    """The bits that are compared."""
    given: int | None = None
    """An argument that makes the rule apply: where it is a null pointer, the call passes."""


DENIED = (
    Denied(
        "other processes: their memory, registers and descriptors",
        errno.EPERM,
        {
            "ptrace": Numbers(101, 117),
            "process_vm_readv": Numbers(310, 270),
            "process_vm_writev": Numbers(311, 271),
            "process_madvise": Numbers(440, 440),
            "process_mrelease": Numbers(448, 448),
            "pidfd_getfd": Numbers(438, 438),
            "kcmp": Numbers(312, 272),
        },
    ),
    Denied(
        "the jail itself: its mounts, namespaces and rules",
        errno.EPERM,
        {
            "mount": Numbers(165, 40),
            "umount2": Numbers(166, 39),
            "pivot_root": Numbers(155, 41),
            "chroot": Numbers(161, 51),
            "unshare": Numbers(272, 97),
            "setns": Numbers(308, 268),
            "open_tree": Numbers(428, 428),
            "open_tree_attr": Numbers(467, 467),
            "move_mount": Numbers(429, 429),
            "fsopen": Numbers(430, 430),
            "fsconfig": Numbers(431, 431),
            "fsmount": Numbers(432, 432),
            "fspick": Numbers(433, 433),
            "mount_setattr": Numbers(442, 442),
            "statmount": Numbers(457, 457),
            "listmount": Numbers(458, 458),
            "seccomp": Numbers(317, 277),
            "landlock_create_ruleset": Numbers(444, 444),
            "lsm_set_self_attr": Numbers(460, 460),
        },
    ),
    Denied(
        "the machine: its modules, clock, name, disks, quotas and log",
        errno.EPERM,
        {
            "init_module": Numbers(175, 105),
            "finit_module": Numbers(313, 273),
            "delete_module": Numbers(176, 106),
            "kexec_load": Numbers(246, 104),
            "kexec_file_load": Numbers(320, 294),
            "reboot": Numbers(169, 142),
            "settimeofday": Numbers(164, 170),
            "clock_settime": Numbers(227, 112),
            "adjtimex": Numbers(159, 171),
            "clock_adjtime": Numbers(305, 266),
            "sethostname": Numbers(170, 161),
            "setdomainname": Numbers(171, 162),
            "swapon": Numbers(167, 224),
            "swapoff": Numbers(168, 225),
            "acct": Numbers(163, 89),
            "quotactl": Numbers(179, 60),
            "quotactl_fd": Numbers(443, 443),
            "sync": Numbers(162, 81),
            "syncfs": Numbers(306, 267),
            "syslog": Numbers(103, 116),
            "vhangup": Numbers(153, 58),
            "iopl": Numbers(172, None),
            "ioperm": Numbers(173, None),
        },
    ),
    Denied(
        "kernel code that a learner has no use for, and that attacks were built on",
        errno.EPERM,
        {
            "bpf": Numbers(321, 280),
            "perf_event_open": Numbers(298, 241),
            "userfaultfd": Numbers(323, 282),
            "modify_ldt": Numbers(154, None),
            "personality": Numbers(135, 92),
            "map_shadow_stack": Numbers(453, 453),
            "vmsplice": Numbers(278, 75),
            "move_pages": Numbers(279, 239),
            "migrate_pages": Numbers(256, 238),
            "mbind": Numbers(237, 235),
            "set_mempolicy": Numbers(238, 237),
            "set_mempolicy_home_node": Numbers(450, 450),
            "lookup_dcookie": Numbers(212, 18),
            "nfsservctl": Numbers(180, 42),
            "uselib": Numbers(134, None),
            "ustat": Numbers(136, None),
            "sysfs": Numbers(139, None),
            "_sysctl": Numbers(156, None),
        },
    ),
    Denied(
        "what no namespace parts: keyrings, and files by handles that know no mount",
        errno.EPERM,
        {
            "add_key": Numbers(248, 217),
            "request_key": Numbers(249, 218),
            "keyctl": Numbers(250, 219),
            "open_by_handle_at": Numbers(304, 265),
            "name_to_handle_at": Numbers(303, 264),
            "fanotify_init": Numbers(300, 262),
        },
    ),
    Denied(
        "memory and messages that outlive a process or that no sum over processes shows",
        errno.EPERM,
        {
            "shmget": Numbers(29, 194),
            "shmat": Numbers(30, 196),
            "semget": Numbers(64, 190),
            "msgget": Numbers(68, 186),
            "mq_open": Numbers(240, 180),
            "mq_unlink": Numbers(241, 181),
            "memfd_secret": Numbers(447, 447),
        },
    ),
    Denied(
        "as the last two groups, or new; libraries have another way, and take it on this error",
        errno.ENOSYS,
        {
            "memfd_create": Numbers(319, 279),  # written but not mapped, its pages belong to no process
            "flock": Numbers(73, 32),  # locks a file that others read, read-only or not
            "inotify_init": Numbers(253, None),  # 128 of them for all that an operator runs
            "inotify_init1": Numbers(294, 26),
            "io_setup": Numbers(206, 0),  # 65,536 requests for the whole machine
            "io_uring_setup": Numbers(425, 425),
            "io_uring_enter": Numbers(426, 426),
            "io_uring_register": Numbers(427, 427),
            "pkey_alloc": Numbers(330, 289),
            "cachestat": Numbers(451, 451),
            "clone3": Numbers(435, 435),  # its flags lie in memory, where no filter reads; `clone` is narrowed instead
        },
    ),
)

CLONE_NEW_ANYTHING = 0x7E020000
AF_UNIX = 1
TIOCSTI, TIOCLINUX, TIOCSETD = 0x5412, 0x541C, 0x5423
F_SETLEASE, F_NOTIFY = 1024, 1026
SO_SNDBUF, SO_RCVBUF, SO_SNDBUFFORCE, SO_RCVBUFFORCE = 7, 8, 32, 33
MAP_SHARED, MAP_ANONYMOUS, MAP_HUGETLB = 0x01, 0x20, 0x40000
RLIMIT_CPU = 0
PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_SET_MM, PR_SCHED_CORE = 1, 22, 35, 62

NARROWED = (
    Narrowed("no new namespace", errno.EPERM, "clone", Numbers(56, 220), 0, only=0, mask=CLONE_NEW_ANYTHING),
    # libzmq aborts the process on EAFNOSUPPORT, and takes this one as "no such device"
    Narrowed("no network, vsock or netlink", errno.EOPNOTSUPP, "socket", Numbers(41, 198), 0, only=AF_UNIX),
    Narrowed("as `socket`", errno.EOPNOTSUPP, "socketpair", Numbers(53, 199), 0, only=AF_UNIX),
    Narrowed(
        "no typing into a terminal, no line discipline: each is a driver",
        errno.EPERM,
        "ioctl",
        Numbers(16, 29),
        1,
        never=(TIOCSTI, TIOCLINUX, TIOCSETD),
    ),
    Narrowed(
        "no lease that holds up who writes to a file, no watch on a folder",
        errno.EPERM,
        "fcntl",
        Numbers(72, 25),
        1,
        never=(F_SETLEASE, F_NOTIFY),
    ),
    Narrowed(
        "shared memory without a file: given back by every process, it is still there and in nobody's sum",
        errno.EPERM,
        "mmap",
        Numbers(9, 222),
        3,
        never=(MAP_SHARED | MAP_ANONYMOUS,),
        mask=MAP_SHARED | MAP_ANONYMOUS,
    ),
    Narrowed(
        "no larger buffers of sockets than the machine gives anyway: what waits in them is in nobody's sum",
        errno.EPERM,
        "setsockopt",
        Numbers(54, 208),
        2,
        never=(SO_SNDBUF, SO_RCVBUF, SO_SNDBUFFORCE, SO_RCVBUFFORCE),
    ),
    Narrowed(
        "no CPU limit but the grader's, by which it tells a run that took too long from one that the machine killed",
        errno.EPERM,
        "prlimit64",
        Numbers(302, 261),
        1,
        never=(RLIMIT_CPU,),
        given=2,
    ),
    Narrowed("as `prlimit64`", errno.EPERM, "setrlimit", Numbers(160, 164), 0, never=(RLIMIT_CPU,)),
    Narrowed(
        "huge pages are set aside for others",
        errno.EPERM,
        "mmap",
        Numbers(9, 222),
        3,
        never=(MAP_HUGETLB,),
        mask=MAP_HUGETLB,
    ),
    Narrowed(
        "no outliving the parent, no filters of its own, no core kept from the neighbours",
        errno.EPERM,
        "prctl",
        Numbers(157, 167),
        0,
        never=(PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_SET_MM, PR_SCHED_CORE),
    ),
)

NEWEST = 466
"""`removexattrat` of Linux 6.13. Newer calls than this table knows, and all of x32, fail with ENOSYS."""

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
"""Machine to the word by which the kernel tells whose numbers a call uses."""

LOAD, AND = 0x20, 0x54
IF_EQUAL, IF_ABOVE = 0x15, 0x25
RETURN = 0x06
ALLOW, KILL, FAIL = 0x7FFF0000, 0x80000000, 0x00050000
NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16
"""Offsets in `struct seccomp_data`; arguments are 64 bits wide, low word first."""

SET_MODE_FILTER, ALL_THREADS = 1, 1


def program(machine: str) -> bytes:
    """The filter for a machine of `ARCHITECTURES`, as `struct sock_filter`s."""
    steps = [*_require(ARCHITECTURES[machine]), _step(LOAD, NUMBER)]
    for rule in NARROWED:
        steps += _narrow(rule, getattr(rule.numbers, machine))
    for group in DENIED:
        for numbers in group.calls.values():
            steps += _deny(getattr(numbers, machine), group.error)
    return b"".join([*steps, *_end()])


def install() -> None:
    """Filter the calls of this process and of all it will start, from now on. Raises `OSError`."""
    machine = os.uname().machine
    code = program(machine)
    held = ctypes.create_string_buffer(code, len(code))
    described = struct.pack("HxxxxxxQ", len(code) // 8, ctypes.addressof(held))
    number = next(getattr(group.calls["seccomp"], machine) for group in DENIED if "seccomp" in group.calls)
    if thread := libc.syscall("seccomp", number, SET_MODE_FILTER, ALL_THREADS, described):
        raise OSError(errno.EBUSY, f"seccomp: thread {thread} has a filter of its own")


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    """One instruction; a condition skips so many of the next ones."""
    return struct.pack("<HBBI", code, if_true, if_false, value)


def _require(architecture: int) -> Iterator[bytes]:
    yield _step(LOAD, ARCHITECTURE)
    yield _step(IF_EQUAL, architecture, 1, 0)
    yield _step(RETURN, KILL)


def _deny(number: int | None, error: int) -> Iterator[bytes]:
    """With the call's number loaded."""
    if number is not None:
        yield _step(IF_EQUAL, number, 0, 1)
        yield _step(RETURN, FAIL | error)


def _narrow(rule: Narrowed, number: int) -> Iterator[bytes]:
    """With the call's number loaded, before and after."""
    body = [_step(LOAD, ARGUMENTS + 8 * rule.argument), _step(AND, rule.mask)]
    for value in rule.never:
        body += _deny(value, rule.error)
    if rule.only is not None:
        body += [_step(IF_EQUAL, rule.only, 1, 0), _step(RETURN, FAIL | rule.error)]
    if rule.given is not None:
        body = [*_unless_null(rule.given, len(body)), *body]
    body.append(_step(LOAD, NUMBER))
    yield _step(IF_EQUAL, number, 0, len(body))
    yield from body


def _unless_null(argument: int, length: int) -> Iterator[bytes]:
    """Skip so many of the next instructions where both words of an argument are 0."""
    place = ARGUMENTS + 8 * argument
    yield _step(LOAD, place)
    yield _step(IF_EQUAL, 0, 0, 2)
    yield _step(LOAD, place + 4)
    yield _step(IF_EQUAL, 0, length, 0)


def _end() -> Iterator[bytes]:
    yield _step(IF_ABOVE, NEWEST, 0, 1)
    yield _step(RETURN, FAIL | errno.ENOSYS)
    yield _step(RETURN, ALLOW)
