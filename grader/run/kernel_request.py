"""What a forked child is told: the JSON of its memfd, which the zygote passes on unread."""

from dataclasses import asdict
from typing import Literal

import msgspec

from grader.limits import Limits

SEED = 7
"""The one seed of every child, learner's or reference's."""
JAILED = ("private_mib", "address_mib", "file_mib", "folder_mib", "descriptors", "processes", "cpu_s")
"""The limits that the jail itself sets; the others are kept from outside."""

ChildTask = Literal["kernel", "clean_room", "self_check"]


class ChildRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A child's task, and the limits it is to take on before it begins."""

    task: ChildTask
    limits: dict[str, int]
    seed: int = SEED


class KernelRequest(ChildRequest, frozen=True, kw_only=True):
    """What a kernel is told besides."""

    output_bytes: int
    key: str = ""
    """The session's, with which messages are signed."""


def jail_limits(limits: Limits) -> dict[str, int]:
    """The limits that a child sets for itself."""
    return {name: value for name, value in asdict(limits).items() if name in JAILED}
