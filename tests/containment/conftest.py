"""What the containment suite runs in: kernels of one mode, a host worth attacking, and an engine that grades.

`GRADER_MODE` chooses how kernels are made: `fork` (the default) or `cold`.
"""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.course.datasets.datasets import folder
from grader.engine.engine import Engine
from grader.probe.outside.kernel_sandbox import KernelSandbox
from grader.sandbox.outside.bubblewrap import BubblewrapKernels
from grader.sandbox.outside.kernel_factory import Kernels
from grader.sandbox.outside.zygote import Zygote
from tests.containment.host import CANARY, ROOT, Host


@pytest.fixture(scope="session")
def loop() -> Iterator[asyncio.Runner]:
    """The event loop in which the kernels are."""
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="session")
def host() -> Iterator[Host]:
    """A world outside that must stay as it is."""
    os.environ["GRADER_SALT"] = CANARY  # before a zygote starts: an operator's variable
    with Host() as outside:
        yield outside
    del os.environ["GRADER_SALT"]


@pytest.fixture(scope="session")
def kernels(loop: asyncio.Runner, host: Host) -> Iterator[Kernels]:
    """What makes kernels, as users have it."""
    given = KernelSandbox(data=folder(ROOT, "small"), masked=(ROOT, host.folder))

    async def start() -> Kernels:
        return (
            BubblewrapKernels(given, slots=2)
            if os.environ.get("GRADER_MODE") == "cold"
            else await Zygote.start(given, slots=2)
        )

    made = loop.run(start())
    host.settle()
    yield made

    async def close() -> None:
        made.close()

    loop.run(close())


@pytest.fixture(scope="session")
def engine(loop: asyncio.Runner, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The course's engine, with a cache of its own."""
    cache: Path = tmp_path_factory.mktemp("cache")
    os.environ["XDG_CACHE_HOME"] = str(cache)
    opened = Engine.open(ROOT)
    yield opened

    async def close() -> None:
        opened.close()

    loop.run(close())
    del os.environ["XDG_CACHE_HOME"]
