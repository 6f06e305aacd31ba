"""The filter of a kernel's system calls: the tables of what it refuses, and the program made from them.

Theory of operation. The machine's kernel runs a small program in classic BPF on the number and arguments of each call
before the call itself. Our program refuses what the tables `DENIED` and `NARROWED` list. It refuses every number above
`NEWEST`, as an older system would. It kills a process that makes calls by the numbers of a different architecture, and
lets the rest pass. The filter is inherited and cannot be removed.

The tables list what is refused, not what is allowed: learners run all of TensorFlow. They can be short because
namespaces, capabilities and Landlock protect as well. The filter adds this: the jail itself can't be changed, less of
the machine's kernel is within reach, and nothing is accessible that all processes of one user or of the machine share.
"""

import ctypes
import errno
import os
import struct
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from grader.sandbox.inside import libc


class CallNumbers(NamedTuple):
    """The number of a call on each machine; None if the machine has no such call."""

    x86_64: int | None
    aarch64: int | None


class Denied(NamedTuple):
    """Calls that fail with one error for all arguments."""

    reason: str
    error: int
    calls: Mapping[str, CallNumbers]


class Narrowed(NamedTuple):
    """A call that fails for some values of one argument, of which the filter reads the low 32 bits."""

    reason: str
    error: int
    call: str
    numbers: CallNumbers
    argument: int
    never: tuple[int, ...] = ()
    """The values that are refused."""
    only: int | None = None
    """The only value that is allowed."""
    mask: int = 0xFFFFFFFF
    """The bits that are compared."""
    given: int | None = None
    """The argument that decides whether the rule applies: if it is a null pointer, the call passes."""


def _calls(table: str) -> Mapping[str, CallNumbers]:
    """The calls in a table: each has its name, its number on x86_64 and on aarch64, or `-` where it has none."""
    entries = (entry.split() for entry in table.split(","))
    return {name: CallNumbers(*(None if n == "-" else int(n) for n in numbers)) for name, *numbers in entries}


DENIED = (
    Denied(
        "other processes: their memory, registers and descriptors",
        errno.EPERM,
        _calls(
            """
            ptrace 101 117, process_vm_readv 310 270, process_vm_writev 311 271, process_madvise 440 440,
            process_mrelease 448 448, pidfd_getfd 438 438, kcmp 312 272
            """
        ),
    ),
    Denied(
        "the jail itself: its mounts, namespaces and rules",
        errno.EPERM,
        _calls(
            """
            mount 165 40, umount2 166 39, pivot_root 155 41, chroot 161 51, unshare 272 97, setns 308 268,
            open_tree 428 428, open_tree_attr 467 467, move_mount 429 429, fsopen 430 430, fsconfig 431 431,
            fsmount 432 432, fspick 433 433, mount_setattr 442 442, statmount 457 457, listmount 458 458,
            seccomp 317 277, landlock_create_ruleset 444 444, lsm_set_self_attr 460 460
            """
        ),
    ),
    Denied(
        "the machine: its modules, clock, name, disks, quotas and log",
        errno.EPERM,
        _calls(
            """
            init_module 175 105, finit_module 313 273, delete_module 176 106, kexec_load 246 104,
            kexec_file_load 320 294, reboot 169 142, settimeofday 164 170, clock_settime 227 112, adjtimex 159 171,
            clock_adjtime 305 266, sethostname 170 161, setdomainname 171 162, swapon 167 224, swapoff 168 225,
            acct 163 89, quotactl 179 60, quotactl_fd 443 443, sync 162 81, syncfs 306 267, syslog 103 116,
            vhangup 153 58, iopl 172 -, ioperm 173 -
            """
        ),
    ),
    Denied(
        "kernel code that a learner has no use for, and that attacks were built on",
        errno.EPERM,
        _calls(
            """
            bpf 321 280, perf_event_open 298 241, userfaultfd 323 282, modify_ldt 154 -, personality 135 92,
            map_shadow_stack 453 453, vmsplice 278 75, move_pages 279 239, migrate_pages 256 238, mbind 237 235,
            set_mempolicy 238 237, set_mempolicy_home_node 450 450, lookup_dcookie 212 18, nfsservctl 180 42,
            uselib 134 -, ustat 136 -, sysfs 139 -, _sysctl 156 -
            """
        ),
    ),
    Denied(
        "what no namespace parts: keyrings, and files by handles that know no mount",
        errno.EPERM,
        _calls(
            """
            add_key 248 217, request_key 249 218, keyctl 250 219, open_by_handle_at 304 265,
            name_to_handle_at 303 264, fanotify_init 300 262
            """
        ),
    ),
    Denied(
        "memory and messages that outlive a process or that no sum over processes shows",
        errno.EPERM,
        _calls(
            """
            shmget 29 194, shmat 30 196, semget 64 190, msgget 68 186, mq_open 240 180, mq_unlink 241 181,
            memfd_secret 447 447
            """
        ),
    ),
    Denied(
        "as the last two groups, or new; libraries have another way, and take it on this error",
        errno.ENOSYS,
        {
            "memfd_create": CallNumbers(319, 279),  # written but not mapped, its pages count for no process
            "flock": CallNumbers(73, 32),  # locks a file that others read, even a read-only one
            "inotify_init": CallNumbers(253, None),  # the limit is 128 for everything that an operator runs
            "inotify_init1": CallNumbers(294, 26),
            "io_setup": CallNumbers(206, 0),  # the limit is 65,536 requests for the whole machine
            "io_uring_setup": CallNumbers(425, 425),
            "io_uring_enter": CallNumbers(426, 426),
            "io_uring_register": CallNumbers(427, 427),
            "pkey_alloc": CallNumbers(330, 289),
            "cachestat": CallNumbers(451, 451),
            "clone3": CallNumbers(
                435, 435
            ),  # its flags are in memory, which no filter can read; `clone` is narrowed instead
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
    Narrowed("no new namespace", errno.EPERM, "clone", CallNumbers(56, 220), 0, only=0, mask=CLONE_NEW_ANYTHING),
    # libzmq aborts the process on EAFNOSUPPORT, and treats this error as "no such device"
    Narrowed("no network, vsock or netlink", errno.EOPNOTSUPP, "socket", CallNumbers(41, 198), 0, only=AF_UNIX),
    Narrowed("as `socket`", errno.EOPNOTSUPP, "socketpair", CallNumbers(53, 199), 0, only=AF_UNIX),
    Narrowed(
        "no typing into a terminal, no line discipline: each is a driver",
        errno.EPERM,
        "ioctl",
        CallNumbers(16, 29),
        1,
        never=(TIOCSTI, TIOCLINUX, TIOCSETD),
    ),
    Narrowed(
        "no lease that holds up who writes to a file, no watch on a folder",
        errno.EPERM,
        "fcntl",
        CallNumbers(72, 25),
        1,
        never=(F_SETLEASE, F_NOTIFY),
    ),
    Narrowed(
        "shared memory without a file: given back by every process, it is still there and in nobody's sum",
        errno.EPERM,
        "mmap",
        CallNumbers(9, 222),
        3,
        never=(MAP_SHARED | MAP_ANONYMOUS,),
        mask=MAP_SHARED | MAP_ANONYMOUS,
    ),
    Narrowed(
        "no larger buffers of sockets than the machine gives anyway: what waits in them is in nobody's sum",
        errno.EPERM,
        "setsockopt",
        CallNumbers(54, 208),
        2,
        never=(SO_SNDBUF, SO_RCVBUF, SO_SNDBUFFORCE, SO_RCVBUFFORCE),
    ),
    Narrowed(
        "no CPU limit but the grader's, which distinguishes a run that took too long from one that the machine killed",
        errno.EPERM,
        "prlimit64",
        CallNumbers(302, 261),
        1,
        never=(RLIMIT_CPU,),
        given=2,
    ),
    Narrowed("as `prlimit64`", errno.EPERM, "setrlimit", CallNumbers(160, 164), 0, never=(RLIMIT_CPU,)),
    Narrowed(
        "huge pages are set aside for others",
        errno.EPERM,
        "mmap",
        CallNumbers(9, 222),
        3,
        never=(MAP_HUGETLB,),
        mask=MAP_HUGETLB,
    ),
    Narrowed(
        "no outliving the parent, no filters of its own, no core kept from the neighbours",
        errno.EPERM,
        "prctl",
        CallNumbers(157, 167),
        0,
        never=(PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_SET_MM, PR_SCHED_CORE),
    ),
)

NEWEST = 466
"""The number of `removexattrat` of Linux 6.13. Calls newer than this table, and all of x32, fail with ENOSYS."""


ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
"""Maps each machine to the constant by which the operating system names the numbering that a call uses."""

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
    """One instruction; a condition skips this number of the next ones."""
    return struct.pack("<HBBI", code, if_true, if_false, value)


def _require(architecture: int) -> Iterator[bytes]:
    yield _step(LOAD, ARCHITECTURE)
    yield _step(IF_EQUAL, architecture, 1, 0)
    yield _step(RETURN, KILL)


def _deny(number: int | None, error: int) -> Iterator[bytes]:
    """Refuse a call. The call's number is loaded at the beginning."""
    if number is not None:
        yield _step(IF_EQUAL, number, 0, 1)
        yield _step(RETURN, FAIL | error)


def _narrow(rule: Narrowed, number: int) -> Iterator[bytes]:
    """Refuse a call for some arguments. The call's number is loaded at the beginning and at the end."""
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
    """Skip this number of the next instructions if both words of an argument are 0."""
    place = ARGUMENTS + 8 * argument
    yield _step(LOAD, place)
    yield _step(IF_EQUAL, 0, 0, 2)
    yield _step(LOAD, place + 4)
    yield _step(IF_EQUAL, 0, length, 0)


def _end() -> Iterator[bytes]:
    yield _step(IF_ABOVE, NEWEST, 0, 1)
    yield _step(RETURN, FAIL | errno.ENOSYS)
    yield _step(RETURN, ALLOW)
