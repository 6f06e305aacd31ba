"""What a kernel can see and do, from inside one: each layer by its effects, and the ordinary work that must go on."""

import errno
import json
import os
import socket
from collections.abc import Callable
from typing import Any

import pytest

from grader.model import Run
from grader.sandbox.inside.jail import QUEUED_SIGNALS, WRITABLE
from grader.sandbox.inside.seccomp import DENIED
from grader.sandbox.limits import Limits

Kernels = Callable[..., Run]

pytestmark = pytest.mark.kernel


def printed(run: Run) -> Any:
    """The JSON that the only cell printed."""
    assert run.cells[0].error is None, run.cells[0].error
    return json.loads("".join(output.text for output in run.cells[0].outputs))


REFUSED = """
import ctypes, json
raw = ctypes.CDLL(None, use_errno=True)
raw.mmap.restype = ctypes.c_long
def refused(act, *arguments):
    ctypes.set_errno(0)
    return ctypes.get_errno() if act(*map(ctypes.c_long, arguments)) == -1 else 0
"""
"""Defines what the error of a C call is."""
OPENED = """
import json, os
def opened(path, flags):
    try: os.close(os.open(path, flags))
    except OSError as error: return type(error).__name__
    return "opened"
"""
"""Defines what comes of opening a path."""


def test_the_jail_shows_few_paths_of_the_grader_and_no_course(kernels: Kernels) -> None:
    """No solutions, no stubs, no other module of the grader, wherever one looks."""
    found = printed(
        kernels(
            "import os, json\n"
            "names = {'reference.py', 'course.toml', 'grading.py', 'gradebook.py', '_sealed', 'solutions'}\n"
            "seen = [os.path.join(top, name) for top, dirs, files in os.walk('/') if not top.startswith('/proc')"
            " for name in dirs + files if name in names and 'site-packages' not in top and '/usr/' not in top]\n"
            "print(json.dumps([seen, sorted(os.listdir('/opt/grader/grader'))]))"
        )
    )

    assert found == [[], ["__init__.py", "errors.py", "evidence", "probe", "sandbox"]]


def test_a_kernel_is_alone_unprivileged_and_without_capabilities(kernels: Kernels) -> None:
    """It is pid 1 of its own world, an id that is not root's, nothing to gain by executing a file."""
    status = printed(
        kernels(
            "import os, json\n"
            "status = open('/proc/self/status').read().splitlines()\n"
            "lines = dict(line.split(':\\t', 1) for line in status if ':\\t' in line)\n"
            "pids = [name for name in os.listdir('/proc') if name.isdigit()]\n"
            "sets = [lines['CapEff'], lines['CapBnd'], lines['NoNewPrivs']]\n"
            "print(json.dumps([os.getpid(), pids, os.getuid() != 0, *sets]))"
        )
    )

    assert status == [1, ["1"], True, "0" * 16, "0" * 16, "1"]


def test_a_kernel_has_no_network(kernels: Kernels) -> None:
    """No interface but a loopback, and no socket but a local one, not even those that know no network namespace."""
    families = [2, 10, 16, 17, 31, 38, 40]

    interfaces, sockets = printed(
        kernels(
            f"{REFUSED}\n"
            "names = [line.split(':')[0].strip() for line in open('/proc/net/dev') if ':' in line]\n"
            f"families = {families}\n"
            "print(json.dumps([names, [refused(raw.socket, family, 1, 0) for family in [1, *families]]]))"
        )
    )

    assert interfaces == ["lo"]
    assert sockets == [0, *[errno.EOPNOTSUPP] * len(families)]


def test_only_three_folders_are_writable(kernels: Kernels) -> None:
    """Everything else is read-only, /dev included, which kernels would otherwise share."""
    places = printed(
        kernels(
            "import os, json\n"
            "def writes(folder):\n"
            "    try: open(os.path.join(folder, 'x'), 'w').close()\n"
            "    except OSError: return False\n"
            "    return True\n"
            "print(json.dumps([top for top, _, _ in os.walk('/') if not top.startswith('/proc') and writes(top)]))"
        )
    )

    assert set(places) >= {*WRITABLE}
    assert [place for place in places if not place.startswith(tuple(WRITABLE))] == []


def test_what_is_shown_is_not_written_to_and_what_is_written_is_not_executed(kernels: Kernels) -> None:
    """The rules on files hold beside the mounts: /proc and devices are not a way to change a thing."""
    written = [
        "/proc/self/oom_score_adj",
        "/proc/self/comm",
        "/proc/sys/kernel/ns_last_pid",
        "/dev/zero",
        "/etc/passwd",
    ]

    reads, writes, executes = printed(
        kernels(
            f"{OPENED}\n"
            "import subprocess\n"
            "reads = {opened(path, os.O_RDONLY) for path in ('/proc/self/status', '/dev/urandom', '/usr/bin/env')}\n"
            f"writes = [opened(path, os.O_WRONLY) for path in {written}]\n"
            "open('own', 'w').write('#!/bin/sh')\n"
            "os.chmod('own', 0o755)\n"
            "try: executes = subprocess.run(['./own']).returncode\n"
            "except OSError as error: executes = type(error).__name__\n"
            "print(json.dumps([sorted(reads), writes, executes]))"
        )
    )

    assert reads == ["opened"]
    assert writes == [*["PermissionError"] * 4, "FileNotFoundError"]
    assert executes == "PermissionError"


def test_every_listed_call_is_refused(kernels: Kernels) -> None:
    """The whole table of system calls, in a kernel that went the whole way."""
    machine = os.uname().machine
    listed = [(name, getattr(of, machine), group.error) for group in DENIED for name, of in group.calls.items()]
    calls = [call for call in listed if call[1] is not None]

    errors = printed(
        kernels(
            f"{REFUSED}\n"
            f"print(json.dumps([refused(raw.syscall, number, *[-1] * 6) for number in {[call[1] for call in calls]}]))"
        )
    )

    assert dict(zip([name for name, *_ in calls], errors, strict=True)) == {name: error for name, _, error in calls}


def test_no_memory_can_be_had_that_is_in_nobodys_sum(kernels: Kernels) -> None:
    """Shared memory is a file in /dev/shm, which is capped; all else belongs to a process, and the watchdog sees it."""
    shared, huge, private, by_device, by_descriptor = printed(
        kernels(
            f"{REFUSED}\n{OPENED}\n"
            "mapped = [refused(raw.mmap, 0, 4096, 3, flags, -1, 0) for flags in (0x21, 0x40022, 0x22)]\n"
            "try: by_descriptor = os.memfd_create('x')\n"
            "except OSError as error: by_descriptor = error.errno\n"
            "print(json.dumps([*mapped, opened('/dev/zero', os.O_RDWR), by_descriptor]))"
        )
    )

    assert (shared, huge, private) == (errno.EPERM, errno.EPERM, 0)
    assert by_device == "PermissionError"
    assert by_descriptor == errno.ENOSYS


def test_a_kernel_cannot_outlive_its_parent(kernels: Kernels) -> None:
    """The signal that comes with the parent's end cannot be called off."""
    errors, signal = printed(
        kernels(
            f"{REFUSED}\n"
            "signal = ctypes.c_int()\n"
            "error = refused(raw.prctl, 1, 0, 0, 0, 0)\n"
            "raw.prctl(2, ctypes.byref(signal), 0, 0, 0)\n"
            "print(json.dumps([error, signal.value]))"
        )
    )

    assert (errors, signal) == (errno.EPERM, 9)


def test_limits_are_the_given_ones_and_final(kernels: Kernels) -> None:
    """Soft and hard are one, so that nothing can be raised; what no exercise needs is nothing at all."""
    given = Limits(private_mib=1900, address_mib=6000, file_mib=31, descriptors=500, processes=250, cpu_s=100)
    names = ["DATA", "AS", "FSIZE", "NOFILE", "NPROC", "CPU", "SIGPENDING"]
    names += ["CORE", "MEMLOCK", "MSGQUEUE", "NICE", "RTPRIO"]

    found = printed(
        kernels(
            "import json, resource\n"
            f"print(json.dumps([resource.getrlimit(getattr(resource, 'RLIMIT_' + name)) for name in {names}]))",
            limits=given,
        )
    )

    wanted = [1900 * 2**20, 6000 * 2**20, 31 * 2**20, 500, 250, 100, QUEUED_SIGNALS, 0, 0, 0, 0, 0]
    assert found == [[value, value] for value in wanted]


def test_nothing_but_the_kernels_own_descriptors_is_open(kernels: Kernels) -> None:
    """No socket to the zygote, no file of the host: streams, and what the kernel made or was handed."""
    streams, kinds, sockets = printed(
        kernels(
            "import json, os, socket\n"
            "links = {}\n"
            "for name in os.listdir('/proc/self/fd'):\n"
            "    try: links[int(name)] = os.readlink('/proc/self/fd/' + name).split(':')[0]\n"
            "    except OSError: pass\n"
            "sockets = [descriptor for descriptor, kind in links.items() if kind == 'socket']\n"
            "types = {int(socket.socket(fileno=os.dup(descriptor)).type) for descriptor in sockets}\n"
            "print(json.dumps([[links[stream] for stream in (0, 1, 2)], sorted(set(links.values())), sorted(types)]))"
        )
    )

    assert streams == ["/dev/null"] * 3
    assert set(kinds) <= {"/dev/null", "anon_inode", "pipe", "socket"}
    assert sockets == [socket.SOCK_STREAM], "the zygote's is of another type"


WORK = {
    "a command line": "!ls / && echo said > file && cat file | wc -l",
    "a program": """
import subprocess
assert subprocess.run(["sh", "-c", "echo $((1 + 1))"], capture_output=True, check=True).stdout == b"2\\n"
""",
    "a pool of processes": """
import multiprocessing
def square(number): return number ** 2
with multiprocessing.Pool(2) as pool: assert pool.map(square, range(3)) == [0, 1, 4]
""",
    "a value shared by processes": """
import multiprocessing
value, queue = multiprocessing.Value("i", 1), multiprocessing.Queue()
def other(): value.value = 2; queue.put(3)
process = multiprocessing.Process(target=other)
process.start(); assert queue.get() == 3; process.join(); assert value.value == 2
""",
    "a manager of processes": """
from multiprocessing import Manager
with Manager() as manager: assert list(manager.list([1])) == [1]
""",
    "a process awaited": """
import asyncio
process = await asyncio.create_subprocess_exec("echo", "x", stdout=-1)
assert (await process.communicate())[0] == b"x\\n"
""",
    "a database": """
import sqlite3
with sqlite3.connect("x.db") as base: base.execute("CREATE TABLE x (y)")
""",
    "a figure": """
import matplotlib.pyplot as plt
plt.plot([1, 2]); plt.savefig("x.png"); plt.show()
""",
    "a data set": """
import tensorflow_datasets as tfds
assert len(list(tfds.load("mnist", split="train[:3]"))) == 3
""",
    "a pipeline": """
import tensorflow as tf
data = tf.data.Dataset.range(9).shuffle(9).map(lambda x: x * 2, tf.data.AUTOTUNE).cache("/tmp/cache").prefetch(1)
assert len(list(data)) == len(list(data)) == 9
""",
    "a compiled function": """
import tensorflow as tf
assert tf.function(lambda x: x * 2, jit_compile=True)(tf.ones(1)).numpy() == 2
""",
    "a model": """
import keras, numpy as np
model = keras.Sequential([keras.layers.Conv2D(2, 3), keras.layers.Flatten(), keras.layers.Dense(1)])
model.compile("adam", keras.losses.MeanSquaredError())
model.fit(np.ones((32, 8, 8, 1)), np.ones((32, 1)), verbose=0)
assert model.predict(np.ones((2, 8, 8, 1)), verbose=0).shape == (2, 1)
for name in ("m.keras", "m.h5"):
    model.save(name)
    assert keras.saving.load_model(name).count_params() == model.count_params()
model.export("exported", verbose=False)
model.save_weights("m.weights.h5")
""",
}
"""What an honest learner's cell may do."""


@pytest.mark.parametrize("cell", WORK.values(), ids=WORK)
def test_ordinary_work_goes_on(kernels: Kernels, cell: str) -> None:
    """Nothing that exercises are made of is refused."""
    run = kernels(cell)

    assert run.cells[0].error is None, run.cells[0].error


def test_processes_past_the_limit_cannot_be_started(kernels: Kernels) -> None:
    """A fork bomb stops at its own ceiling."""
    count = printed(
        kernels(
            "import os, json, time\n"
            "count = 0\n"
            "try:\n"
            "    while count < 2000:\n"
            "        if os.fork() == 0: time.sleep(60); os._exit(0)\n"
            "        count += 1\n"
            "except BlockingIOError: pass\n"
            "print(json.dumps(count))"
        )
    )

    assert isinstance(count, int)
    assert 50 < count < 256


def test_the_environment_holds_nothing_of_the_operator(kernels: Kernels, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable of the grader's own never reaches a kernel."""
    monkeypatch.setenv("SECRET_TOKEN", "x")

    names = printed(kernels("import os, json; print(json.dumps(sorted(os.environ)))"))

    assert isinstance(names, list)
    assert not [name for name in names if "TOKEN" in name or "SUDO" in name or "SSH" in name]
