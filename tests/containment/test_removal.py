"""Each attack succeeds when the layer that stops it is taken away.

An attack that ends well proves nothing if it would end well in any case. So each layer is taken away, the others left
in place, and every attack that names it must then find a breach, end otherwise than it must, or change the host. Where
several layers hold an attack alone, they are taken away together: `a+b`.
"""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.course.datasets.datasets import folder
from grader.engine.engine import Engine
from grader.model import Outcome
from grader.sandbox.limits import Limits
from grader.sandbox.outside.zygote import Zygote
from grader.source.records import Source, SourceCell
from tests.containment import attacks, pages, trial
from tests.containment.attacks import Attack
from tests.containment.host import ROOT, Host
from tests.containment.removal import weakened

pytestmark = pytest.mark.removal

ATTACKS = [attacks.load(path) for path in attacks.folders()]
HONEST = Source(cells=(SourceCell(text="print(1 + 1)"),))
LAYERS = sorted({layers for attack in ATTACKS for layers in attack.expected.layers})


@pytest.fixture
def zygote(
    layers: str, tmp_path: Path, loop: asyncio.Runner, host: Host, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Zygote]:
    """A zygote without these layers."""
    given = weakened(layers.split("+"), tmp_path, monkeypatch, folder(ROOT, "small"))
    started = loop.run(Zygote.start(given, slots=2))
    (honest,) = trial.carry_out([HONEST], started, loop, Limits())
    assert honest.outcome is Outcome.OK, "without the layer nothing runs at all, so nothing would be shown"
    host.settle()
    yield started

    async def close() -> None:
        started.close()

    loop.run(close())


@pytest.fixture
def own_engine(tmp_path: Path, loop: asyncio.Runner, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """An engine whose cache nobody reads who has the layer."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    opened = Engine.open(ROOT)
    yield opened

    async def close() -> None:
        opened.close()

    loop.run(close())


def graded(attack: Attack, engine: Engine, loop: asyncio.Runner) -> list[str]:
    """What is wrong where the attack is handed in and graded."""
    try:
        pages.check(attack.folder, engine, loop)
    except AssertionError as error:
        return [str(error)]
    return []


@pytest.mark.parametrize("layers", LAYERS)
def test_without_a_layer_its_attacks_succeed(
    layers: str, zygote: Zygote, loop: asyncio.Runner, host: Host, request: pytest.FixtureRequest
) -> None:
    """Each attack that names the layer fails without it; the table of what then happens is printed."""
    found: dict[str, list[str]] = {}
    for attack in (attack for attack in ATTACKS if layers in attack.expected.layers):
        found[attack.name] = trial.failures(attack, zygote, loop, host)
        if attack.is_graded() and not found[attack.name]:
            found[attack.name] = graded(attack, request.getfixturevalue("own_engine"), loop)
            host.settle()
    _show(layers, found, request.getfixturevalue("capsys"))
    assert [name for name, failures in found.items() if not failures] == []


def _show(layers: str, found: dict[str, list[str]], capsys: pytest.CaptureFixture[str]) -> None:
    """Print the layer's lines of the table."""
    with capsys.disabled():
        for name, failures in found.items():
            what = failures[0].splitlines()[0][:120] if failures else "HELD"
            print(f"\n{layers:28} {name:44} {what}", end="")  # noqa: T201 - the table is what one runs it for
