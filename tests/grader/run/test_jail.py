"""What a kernel can see and do, from inside one. The attack suite comes with the whole jail."""

import json
from collections.abc import Callable

import pytest

from grader.model import Run

Kernels = Callable[..., Run]

pytestmark = pytest.mark.kernel


def printed(run: Run) -> object:
    """The JSON that the only cell printed."""
    assert run.cells[0].error is None, run.cells[0].error
    return json.loads("".join(output.text for output in run.cells[0].outputs))


def test_the_jail_shows_four_paths_of_ours_and_no_course(kernels: Kernels) -> None:
    """No solutions, no stubs, no other module of ours, wherever one looks."""
    found = printed(
        kernels(
            "import os, json\n"
            "names = {'reference.py', 'course.toml', 'grading.py', 'gradebook.py', '_sealed', 'solutions'}\n"
            "seen = [os.path.join(top, name) for top, dirs, files in os.walk('/') if not top.startswith('/proc')"
            " for name in dirs + files if name in names and 'site-packages' not in top and '/usr/' not in top]\n"
            "print(json.dumps([seen, sorted(os.listdir('/opt/grader/grader'))]))"
        )
    )

    assert found == [[], ["__init__.py", "errors.py", "evidence.py", "kernel"]]


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
    """No interface but a loopback that is down."""
    answer = printed(
        kernels(
            "import json, socket\n"
            "try: socket.create_connection(('127.0.0.1', 22), 1); said = 'open'\n"
            "except OSError as error: said = type(error).__name__\n"
            "print(json.dumps([said, [name for _, name in socket.if_nameindex()]]))"
        )
    )

    assert answer in (["OSError", ["lo"]], ["ConnectionRefusedError", ["lo"]])


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

    assert isinstance(places, list)
    roots = {
        "/" + place.split("/")[1] + "/" + place.split("/")[2] if place.count("/") > 1 else place for place in places
    }
    assert roots <= {"/home/learner", "/tmp", "/dev/shm"} | {place for place in roots if place.startswith("/tmp/")}  # noqa: S108


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
