"""What makes kernels can begin to start before anybody needs it, and whoever needs it then finds it as ever."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from grader.engine import kernel_supply as module
from grader.engine.kernel_supply import KernelSupply
from grader.errors import SandboxError
from grader.probe.outside.kernel_sandbox import KernelSandbox

SLOW = "Each kernel starts TensorFlow again."


class Maker:
    """Stands for what makes kernels."""

    unavailable = exhausted = False

    def __init__(self) -> None:
        self.closed = 0

    def close(self) -> None:
        """Count how often."""
        self.closed += 1


class Machine:
    """A machine on which the start goes on until it `may_end`."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.fault = fault
        self.begun = 0
        self.may_end = asyncio.Event()
        self.made: list[Maker] = []

    async def open_kernels(self, _: KernelSandbox, *, notice: Callable[[str], None], **__: object) -> Maker:
        """What makes kernels, in the end."""
        self.begun += 1
        await self.may_end.wait()
        if self.fault:
            raise self.fault
        notice(SLOW)
        self.made.append(Maker())
        return self.made[-1]


@pytest.fixture
def noticed() -> list[str]:
    return []


def supply(machine: Machine, patch: pytest.MonkeyPatch, noticed: list[str]) -> KernelSupply:
    patch.setattr(module, "open_kernels", machine.open_kernels)
    return KernelSupply(KernelSandbox(), slots=1, mode=None, notice=noticed.append)


def test_the_start_is_under_way_once_it_has_begun(monkeypatch: pytest.MonkeyPatch, noticed: list[str]) -> None:
    """`begin` waits for nothing and says nothing; `get` gives what it started, and says what there is to notice."""

    async def check() -> None:
        machine = Machine()
        kernels = supply(machine, monkeypatch, noticed)
        await kernels.begin()
        assert (machine.begun, machine.made) == (1, [])
        machine.may_end.set()
        await asyncio.sleep(0)
        assert (len(machine.made), noticed) == (1, [])
        first: Any = await kernels.get()
        assert (machine.begun, [first], noticed) == (1, machine.made, [SLOW])
        kernels.close()
        assert first.closed == 1

    asyncio.run(check())


def test_a_start_that_fails_is_reported_to_whoever_needs_it(
    monkeypatch: pytest.MonkeyPatch, noticed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """To nobody else, and the next one may succeed."""

    async def check() -> None:
        machine = Machine(SandboxError("no bubblewrap"))
        kernels = supply(machine, monkeypatch, noticed)
        machine.may_end.set()
        await kernels.begin()
        await asyncio.sleep(0)
        with pytest.raises(SandboxError, match="no bubblewrap"):
            await kernels.get()
        machine.fault = None
        await kernels.get()
        assert machine.begun == 2
        kernels.close()

        machine.fault = SandboxError("no bubblewrap")
        await kernels.begin()
        kernels.close()

    asyncio.run(check())

    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("ready", [False, True])
def test_a_start_that_nobody_needs_is_ended(
    ready: bool,  # noqa: FBT001 - a parameter of the test's
    monkeypatch: pytest.MonkeyPatch,
    noticed: list[str],
) -> None:
    """Whether it was still under way or had come to its end."""

    async def check() -> Machine:
        machine = Machine()
        kernels = supply(machine, monkeypatch, noticed)
        await kernels.begin()
        if ready:
            machine.may_end.set()
            await asyncio.sleep(0)
        kernels.close()
        kernels.close()
        return machine

    machine = asyncio.run(check())

    assert [one.closed for one in machine.made] == [1] * ready
    assert noticed == []
