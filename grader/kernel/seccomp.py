"""The filter of system calls that a kernel may make, assembled from the tables of `grader.kernel.system_calls`.

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
from collections.abc import Iterator

from grader.kernel import libc
from grader.kernel.system_calls import DENIED, NARROWED, NEWEST, Narrowed

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
"""Machine to the constant by which the operating system names the numbering that a call uses."""

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
