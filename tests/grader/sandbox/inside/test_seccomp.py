"""The filter of system calls, run by an interpreter of its own for both machines, and once for real."""

import ctypes
import errno
import json
import os
import struct
import subprocess
import sys
from typing import NamedTuple

import pytest

from grader.sandbox.inside import seccomp
from grader.sandbox.inside.seccomp import DENIED, NARROWED, NEWEST, CallNumbers

MACHINES = ("x86_64", "aarch64")
FAMOUS = (
    "ptrace",
    "process_vm_writev",
    "pidfd_getfd",
    "mount",
    "unshare",
    "setns",
    "open_tree",
    "fsopen",
    "kexec_load",
    "init_module",
    "bpf",
    "perf_event_open",
    "userfaultfd",
    "keyctl",
    "open_by_handle_at",
    "io_uring_setup",
    "memfd_create",
    "clone3",
    "shmget",
    "seccomp",
)
"""Calls that attacks on sandboxes were built on, or that undo one."""
ORDINARY = {
    "read": CallNumbers(0, 63),
    "openat": CallNumbers(257, 56),
    "futex": CallNumbers(202, 98),
    "execve": CallNumbers(59, 221),
    "wait4": CallNumbers(61, 260),
    "pidfd_open": CallNumbers(434, 434),
    "close_range": CallNumbers(436, 436),
}
THREAD = 0x3D0F00  # glibc's flags for a thread
FORK = 0x1200011
PRIVATE_ANONYMOUS, SHARED_FILE = 0x22, 0x01


class Verdict(NamedTuple):
    """What the filter says of a call: an error, 0 where it passes, -1 where the process is killed."""

    error: int


PASSES, KILLED = Verdict(0), Verdict(-1)


def verdict(program: bytes, architecture: int, number: int, *arguments: int) -> Verdict:
    """A classic BPF program's answer: the instructions that ours is made of, and no others."""
    padded = [value & (2**64 - 1) for value in (*arguments, *[0] * (6 - len(arguments)))]
    data = struct.pack("<IIQ6Q", number, architecture, 0, *padded)
    steps = [struct.unpack_from("<HBBI", program, at) for at in range(0, len(program), 8)]
    place = value = 0
    while True:
        code, if_true, if_false, operand = steps[place]
        place += 1
        match code:
            case 0x20:
                value = struct.unpack_from("<I", data, operand)[0]
            case 0x54:
                value &= operand
            case 0x15:
                place += if_true if value == operand else if_false
            case 0x25:
                place += if_true if value > operand else if_false
            case 0x06:
                return _meaning(operand)
            case _:
                raise AssertionError(f"instruction {code:#x} at {place - 1}")


def _meaning(returned: int) -> Verdict:
    match returned & 0xFFFF0000:
        case 0x7FFF0000:
            return PASSES
        case 0x00050000:
            return Verdict(returned & 0xFFFF)
        case 0x80000000:
            return KILLED
    raise AssertionError(f"{returned:#x}")


def ask(machine: str, number: int, *arguments: int) -> Verdict:
    """The filter's verdict of a call on its own machine."""
    return verdict(seccomp.program(machine), seccomp.ARCHITECTURES[machine], number, *arguments)


def number_of(machine: str, name: str) -> int:
    """A call's number, from any of the tables."""
    found = [getattr(numbers, machine) for call, numbers in everything() if call == name]
    return int(found[0])


def everything() -> list[tuple[str, CallNumbers]]:
    """Each call that a table names, with its numbers."""
    denied = [item for group in DENIED for item in group.calls.items()]
    return [*denied, *((rule.call, rule.numbers) for rule in NARROWED), *ORDINARY.items()]


@pytest.mark.parametrize("machine", MACHINES)
def test_every_listed_call_fails_with_its_own_error(machine: str) -> None:
    """No call of the table passes, and none is shadowed by another's error."""
    for group in DENIED:
        for name, numbers in group.calls.items():
            if (number := getattr(numbers, machine)) is not None:
                assert ask(machine, number, 1, 1, 1, 1, 1, 1) == (group.error,), name


@pytest.mark.parametrize("machine", MACHINES)
def test_what_attacks_were_built_on_is_in_the_table(machine: str) -> None:
    """Nobody takes one of these off the list unnoticed."""
    assert [name for name in FAMOUS if ask(machine, number_of(machine, name)) == PASSES] == []


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(
    ("call", "arguments", "error"),
    [
        ("clone", (THREAD,), 0),
        ("clone", (FORK,), 0),
        ("clone", (FORK | 0x10000000,), errno.EPERM),
        ("clone", (0x20000 | 17,), errno.EPERM),
        ("clone", (1 << 32 | 0x40000000,), errno.EPERM),
        ("clone", (1 << 32 | FORK,), 0),
        ("socket", (1, 1, 0), 0),
        ("socket", (2, 1, 0), errno.EOPNOTSUPP),
        ("socket", (10, 1, 0), errno.EOPNOTSUPP),
        ("socket", (16, 3, 0), errno.EOPNOTSUPP),
        ("socket", (40, 1, 0), errno.EOPNOTSUPP),
        ("socket", (1 << 32 | 40, 1, 0), errno.EOPNOTSUPP),
        ("socketpair", (1, 1, 0), 0),
        ("socketpair", (2, 1, 0), errno.EOPNOTSUPP),
        ("ioctl", (0, 0x5401), 0),
        ("ioctl", (0, 0x5412), errno.EPERM),
        ("ioctl", (0, 1 << 32 | 0x5412), errno.EPERM),
        ("ioctl", (0, 0x541C), errno.EPERM),
        ("ioctl", (0, 0x5423), errno.EPERM),
        ("fcntl", (0, 3), 0),
        ("fcntl", (0, 6), 0),
        ("fcntl", (0, 1024), errno.EPERM),
        ("fcntl", (0, 1026), errno.EPERM),
        ("setsockopt", (0, 1, 2), 0),
        ("setsockopt", (0, 1, 7), errno.EPERM),
        ("setsockopt", (0, 1, 1 << 32 | 8), errno.EPERM),
        ("setsockopt", (0, 1, 32), errno.EPERM),
        ("prlimit64", (0, 0, 0, 1), 0),
        ("prlimit64", (0, 0, 1, 0), errno.EPERM),
        ("prlimit64", (0, 0, 1 << 32, 0), errno.EPERM),
        ("prlimit64", (0, 7, 1, 0), 0),
        ("setrlimit", (0, 1), errno.EPERM),
        ("setrlimit", (7, 1), 0),
        ("mmap", (0, 4096, 3, PRIVATE_ANONYMOUS), 0),
        ("mmap", (0, 4096, 3, SHARED_FILE), 0),
        ("mmap", (0, 4096, 3, 0x21), errno.EPERM),
        ("mmap", (0, 4096, 3, 0x23), errno.EPERM),
        ("mmap", (0, 4096, 3, PRIVATE_ANONYMOUS | 0x40000), errno.EPERM),
        ("prctl", (15,), 0),
        ("prctl", (38, 1), 0),
        ("prctl", (1, 0), errno.EPERM),
        ("prctl", (22, 2), errno.EPERM),
        ("prctl", (35, 1), errno.EPERM),
        ("prctl", (62, 1), errno.EPERM),
    ],
)
def test_a_narrowed_call_is_judged_by_its_argument(
    machine: str, call: str, arguments: tuple[int, ...], error: int
) -> None:
    """Threads, forks, local sockets and private memory pass; namespaces, networks and shared memory don't."""
    assert ask(machine, number_of(machine, call), *arguments) == (error,)


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary_calls_pass(machine: str, name: str) -> None:
    """What Python and TensorFlow live on is not touched."""
    assert ask(machine, getattr(ORDINARY[name], machine), 1, 2, 3) == PASSES


@pytest.mark.parametrize("machine", MACHINES)
def test_another_architecture_s_numbers_kill(machine: str) -> None:
    """A 32-bit call, whose numbers mean something else, ends the process."""
    program = seccomp.program(machine)

    for architecture in (0x40000003, 0x40000028, *seccomp.ARCHITECTURES.values()):
        if architecture != seccomp.ARCHITECTURES[machine]:
            assert verdict(program, architecture, 0) == KILLED


@pytest.mark.parametrize("machine", MACHINES)
def test_calls_that_the_table_has_not_heard_of_do_not_exist(machine: str) -> None:
    """Newer calls, and all of x32, get the answer of an older system."""
    for number in (NEWEST + 1 + 10, 1000, 0x40000000, 0x40000000 | 41, 2**32 - 1):
        assert ask(machine, number) == (errno.ENOSYS,)
    assert ask(machine, NEWEST) == PASSES


def test_no_two_calls_have_one_number() -> None:
    """A number typed twice would deny a bystander."""
    for machine in MACHINES:
        names: dict[int, str] = {}
        for name, numbers in everything():
            if (number := getattr(numbers, machine)) is not None:
                assert names.setdefault(number, name) == name


@pytest.mark.parametrize("machine", MACHINES)
def test_the_numbers_are_libseccomps(machine: str) -> None:
    """Each number is the one that the library of that trade has for that name, and missing where it has none."""
    try:
        library = ctypes.CDLL("libseccomp.so.2")
    except OSError:
        pytest.skip("libseccomp.so.2 is not installed")
    resolve = library.seccomp_syscall_resolve_name_arch
    resolve.argtypes = [ctypes.c_uint32, ctypes.c_char_p]
    unknown = set()
    for name, numbers in everything():
        known, ours = resolve(seccomp.ARCHITECTURES[machine], name.encode()), getattr(numbers, machine)
        if known == -1:
            unknown.add(name)
        else:
            assert ours == (known if known >= 0 else None), name
    assert unknown <= {"open_tree_attr"}, "newer than the library"


CHILD = """
import ctypes, errno, json, sys
from grader.sandbox.inside import libc, seccomp
libc.prctl(38, 1)
seccomp.install()
raw = ctypes.CDLL(None, use_errno=True)
def outcome(number, *arguments):
    ctypes.set_errno(0)
    return ctypes.get_errno() if raw.syscall(ctypes.c_long(number), *map(ctypes.c_long, arguments)) == -1 else 0
print(json.dumps([outcome(*call) for call in json.loads(sys.argv[1])]))
"""


@pytest.mark.skipif(os.uname().machine not in MACHINES, reason="no filter for this machine")
def test_the_machine_s_own_kernel_takes_the_filter_and_obeys() -> None:
    """Every listed call fails with its error in a process under the filter, harmless as its arguments are."""
    machine = os.uname().machine
    wanted = [
        (group.error, getattr(numbers, machine))
        for group in DENIED
        for numbers in group.calls.values()
        if getattr(numbers, machine) is not None
    ]
    sockets = [(errno.EOPNOTSUPP, number_of(machine, "socket"), family, 1, 0) for family in (2, 10, 16, 17, 38, 40)]
    calls = [[number, *[-1] * 6] for _, number in wanted] + [[number, *rest] for _, number, *rest in sockets]

    said = subprocess.run(
        [sys.executable, "-c", CHILD, json.dumps(calls)],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
        start_new_session=True,  # no terminal to hang up, should a call not be refused
    ).stdout

    assert json.loads(said) == [error for error, *_ in [*wanted, *sockets]]


THREADS = """
import ctypes, sys, threading
from grader.sandbox.inside import libc, seccomp
raw = ctypes.CDLL(None, use_errno=True)
filtered, errors = threading.Event(), []
def wait_and_call():
    filtered.wait()
    raw.syscall(ctypes.c_long(int(sys.argv[1])), 0)
    errors.append(ctypes.get_errno())
thread = threading.Thread(target=wait_and_call)
thread.start()
libc.prctl(38, 1)
seccomp.install()
filtered.set()
thread.join()
print(errors[0])
"""


@pytest.mark.skipif(os.uname().machine not in MACHINES, reason="no filter for this machine")
def test_threads_that_are_there_already_are_filtered_too() -> None:
    """A library's thread of before is not a way around the filter."""
    number = number_of(os.uname().machine, "unshare")

    said = subprocess.run(
        [sys.executable, "-c", THREADS, str(number)], check=True, capture_output=True, text=True, timeout=60
    ).stdout

    assert int(said) == errno.EPERM
