"""Restricts which files a kernel may read, execute or change, by rules in addition to the mounts.

Theory of operation. Landlock takes rights from a process for good: everything that no rule allows is refused, even if
the file's mode and mount permit it. So a mount that is writable by mistake, or a node in /dev, cannot be misused. Names
can be listed everywhere; only the contents of files are protected.

A machine's kernel knows the rights of its Landlock version and refuses newer ones, so those are left out on an older
kernel. Without Landlock only the mounts decide; they have to suffice anyway.
"""

import os
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from grader.sandbox.inside import libc

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
"""The numbers of the system calls, equal on every machine."""
GIVE_VERSION, PATH_BENEATH = 1, 1

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
REMOVE_DIR, REMOVE_FILE = 1 << 4, 1 << 5
MAKE_CHAR, MAKE_DIR, MAKE_REG, MAKE_SOCK, MAKE_FIFO, MAKE_BLOCK, MAKE_SYM = (1 << bit for bit in range(6, 13))
REFER, TRUNCATE, IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
BIND_TCP, CONNECT_TCP = 1 << 0, 1 << 1
ABSTRACT_UNIX_SOCKET, SIGNAL = 1 << 0, 1 << 1

FIRST_FILE_RIGHTS = (1 << 13) - 1
ADDED_FILE_RIGHTS = {2: REFER, 3: TRUNCATE, 5: IOCTL_DEV}
NETWORK_RIGHTS = {4: BIND_TCP | CONNECT_TCP}
SCOPES = {6: ABSTRACT_UNIX_SOCKET | SIGNAL}
"""These tables map a version to the rights that it added: to bind and connect; to reach processes outside the jail."""

ON_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
"""The rights that a rule can name if its path is not a folder."""
TO_READ = EXECUTE | READ_FILE | READ_DIR
TO_CHANGE = (FIRST_FILE_RIGHTS | REFER | TRUNCATE | IOCTL_DEV) & ~(EXECUTE | MAKE_CHAR | MAKE_BLOCK)


class Handled(NamedTuple):
    """The rights that are refused unless a rule allows them."""

    files: int
    network: int
    scopes: int


def restrict(readable: Iterable[str], writable: Iterable[str]) -> int:
    """Restrict this thread and all it starts; return the Landlock version, or 0 if the machine has none.

    Readable files can be executed, writable ones can't. Paths that don't exist are skipped.
    """
    version = _version()
    if version:
        handled = handled_rights(version)
        rules = [("/", READ_DIR), *((path, TO_READ) for path in readable), *((path, TO_CHANGE) for path in writable)]
        _restrict(handled, rules)
    return version


def handled_rights(version: int) -> Handled:
    """The rights known to this module that a Landlock of this version can refuse."""
    return Handled(
        files=FIRST_FILE_RIGHTS | _brought(ADDED_FILE_RIGHTS, version),
        network=_brought(NETWORK_RIGHTS, version),
        scopes=_brought(SCOPES, version),
    )


def _brought(rights: dict[int, int], version: int) -> int:
    return sum(right for since, right in rights.items() if since <= version)


def _version() -> int:
    try:
        return libc.syscall("landlock_create_ruleset", CREATE_RULESET, None, 0, GIVE_VERSION)
    except OSError:  # not built in or not enabled
        return 0


def _restrict(handled: Handled, rules: list[tuple[str, int]]) -> None:
    """Refuse the handled rights except where the rules allow them. This needs no_new_privs."""
    described = _described(handled)
    ruleset = libc.syscall("landlock_create_ruleset", CREATE_RULESET, described, len(described), 0)
    for path, rights in rules:
        for place, allowed in _opened(path, rights & handled.files):
            rule = struct.pack("=Qi", allowed, place)
            libc.syscall("landlock_add_rule", ADD_RULE, ruleset, PATH_BENEATH, rule, 0)
    libc.syscall("landlock_restrict_self", RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)


def _described(handled: Handled) -> bytes:
    """`struct landlock_ruleset_attr` up to its last word that is not 0: older kernels accept no longer struct."""
    words = [*handled]
    while not words[-1]:
        words.pop()
    return struct.pack(f"={len(words)}Q", *words)


def _opened(path: str, rights: int) -> Iterator[tuple[int, int]]:
    """Yield a descriptor of the path and the rights that apply to it; nothing if the path doesn't exist."""
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return
    yield place, rights if Path(path).is_dir() else rights & ON_FILES
    os.close(place)
