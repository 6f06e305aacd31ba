"""Each layer's question to a child's facts: one thing that is not as it must be, and the layer says so."""

from typing import Any

import msgspec
import pytest

from grader.sandbox.limits import Limits
from grader.sandbox.outside.doctor import SANDBOX_LAYERS, ExpectedFacts, FolderSpace, SelfCheckFacts, layer_rows
from grader.sandbox.outside.kernel_factory import jail_limits

LIMITS = Limits(processes=48)
MIB = 2**20
HELD = SelfCheckFacts(
    pid=1,
    pids=[1],
    session=1,
    uid=61_007,
    privileges={"CapEff": "0" * 16, "CapBnd": "0" * 16, "NoNewPrivs": "1", "Seccomp": "2"},
    namespace="EPERM",
    names={"/etc": ["ld.so.cache"], "/home": ["learner"], "/work/course": []},
    writable={place: FolderSpace(mib=64, files=4096) for place in ("/home/learner", "/tmp", "/dev/shm")},  # noqa: S108 - inside the sandbox
    adjusts_oom=False,
    descriptors=["/dev/null"] * 3,
    terminal=False,
    environment=["HOME", "PATH"],
    families={"AF_INET": "ENOTSUP", "AF_VSOCK": "EAFNOSUPPORT"},
    interfaces=["lo"],
    limits={
        "DATA": LIMITS.private_mib * MIB,
        "AS": LIMITS.address_mib * MIB,
        "FSIZE": LIMITS.file_mib * MIB,
        "NOFILE": LIMITS.descriptors,
        "NPROC": LIMITS.processes,
        "CPU": LIMITS.cpu_s,
        "CORE": 0,
        "MEMLOCK": 0,
    },
    threads=45,
)
"""What a child sees where every layer holds."""
EXPECTED = ExpectedFacts(
    limits=jail_limits(LIMITS),
    names={"/etc": frozenset(["ld.so.cache"]), "/home": frozenset(["learner"])},
    environment=frozenset(["HOME", "PATH"]),
)


def test_where_all_holds_every_row_is_active() -> None:
    """A sound machine is not found fault with."""
    assert {row.state for row in layer_rows(HELD, EXPECTED)} == {"active"}
    assert len(list(layer_rows(HELD, EXPECTED))) == len(SANDBOX_LAYERS)


@pytest.mark.parametrize(
    ("layer", "fault", "found"),
    [
        ("own processes", {"pid": 7, "session": 7}, "process 7"),
        ("own processes", {"pids": [1, 2]}, "2 processes"),
        ("own user", {"uid": 0}, "root"),
        ("no privileges", {"privileges": HELD.privileges | {"CapBnd": "000001ffffffffff"}}, "CapBnd 000001ffffffffff"),
        ("no privileges", {"privileges": HELD.privileges | {"NoNewPrivs": "0"}}, "may gain rights"),
        ("system calls", {"privileges": HELD.privileges | {"Seccomp": "0"}}, "no filter"),
        ("system calls", {"namespace": ""}, "a new namespace ended with success"),
        ("system calls", {"namespace": "ENOSPC"}, "ENOSPC"),
        ("no network", {"families": HELD.families | {"AF_VSOCK": ""}}, "AF_VSOCK"),
        ("no network", {"interfaces": ["lo", "eth0"]}, "eth0"),
        ("hidden files", {"names": HELD.names | {"/etc": ["ld.so.cache", "shadow"]}}, "/etc/shadow"),
        ("hidden files", {"names": HELD.names | {"/home": ["learner", "ada"]}}, "/home/ada"),
        ("hidden files", {"names": HELD.names | {"/work/course": ["solutions"]}}, "/work/course/solutions"),
        ("read-only system", {"writable": HELD.writable | {"/usr": FolderSpace(mib=64, files=4096)}}, "/usr"),
        (
            "read-only system",
            {"writable": HELD.writable | {"/tmp": FolderSpace(mib=900, files=4096)}},  # noqa: S108 - as above
            "/tmp has 900 MiB",  # noqa: S108 - as above
        ),
        ("read-only system", {"writable": {}}, "/home/learner"),
        ("own limits", {"limits": HELD.limits | {"CORE": -1}}, "CORE is -1"),
        ("own limits", {"limits": {}}, "DATA is None"),
        ("process count", {"threads": 112}, "112 could be started"),
        ("nothing handed on", {"descriptors": ["/dev/null", "socket:[7]"]}, "socket:[7]"),
        ("nothing handed on", {"terminal": True}, "a terminal"),
        ("nothing handed on", {"session": 9}, "another's session"),
        ("clean environment", {"environment": ["HOME", "API_TOKEN"]}, "API_TOKEN"),
    ],
)
def test_one_thing_that_is_wrong_makes_one_layer_missing(layer: str, fault: dict[str, Any], found: str) -> None:
    """The row says what was there instead, and no other layer is blamed."""
    table = list(layer_rows(msgspec.structs.replace(HELD, **fault), EXPECTED))

    assert [(row.name, row.state) for row in table if row.state != "active"] == [(layer, "missing")]
    assert found in next(row.found for row in table if row.name == layer)


@pytest.mark.parametrize(
    ("layer", "fault"),
    [
        ("Landlock", {"adjusts_oom": True}),
        ("file count", {"writable": HELD.writable | {"/tmp": FolderSpace(mib=64, files=500_000)}}),  # noqa: S108 - as above
    ],
)
def test_what_others_make_up_for_is_absent_and_its_row_says_what_that_costs(layer: str, fault: dict[str, Any]) -> None:
    """An old kernel without it still grades, and whoever grades knows."""
    table = list(layer_rows(msgspec.structs.replace(HELD, **fault), EXPECTED))

    assert [(row.name, row.state) for row in table if row.state != "active"] == [(layer, "absent")]
    assert next(row.consequence for row in table if row.name == layer)


@pytest.mark.parametrize(
    "answer", [b"", b"{}", b"[]", msgspec.json.encode(HELD)[:-1] + b',"more":1}', b'{"pid":"1"}', b"\xff"]
)
def test_an_answer_of_another_form_is_refused(answer: bytes) -> None:
    """A child that answers anything else was not looked at."""
    with pytest.raises((msgspec.MsgspecError, UnicodeDecodeError)):
        msgspec.json.decode(answer, type=SelfCheckFacts)
