"""A network is the same however it is spelled, and another where it is another: a corpus of both, in real kernels.

A folder for each network: the reference, spellings that are equivalent to it, and near misses. Half of them (`_blind`)
were written by somebody who had not read the checks.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from grader.course.datasets.datasets import folder
from grader.evidence import VERSION, Ask, Describe, Evidence, Layers, Request
from grader.judging.checks.hidden_inputs import generator, grid
from grader.judging.checks.models import model_layers, parameter_count
from grader.model import Verdict
from grader.probe.outside.execute import Questions, execute
from grader.probe.outside.kernel_sandbox import KernelSandbox
from grader.sandbox.limits import Limits
from grader.sandbox.outside.zygote import Zygote
from grader.source.records import Source, SourceCell

pytestmark = pytest.mark.corpus

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LIMITS = Limits(wall_s=300, cell_s=60, evidence_mib=32)
GRID = grid(generator(b"salt", "grid"))
PREPARED = "import tensorflow as tf\nimport numpy as np"
CELL = re.compile(r"^# %% (.*)$", re.MULTILINE)
NAME = re.compile(r"[Cc]alled\s+`(\w+)`")


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to write a network, or to miss it."""

    network: str
    kind: str
    """"equivalent" or "near_misses"."""
    origin: str
    """"blind" or "informed"."""
    words: str
    seen: Evidence
    reference: Evidence

    def __str__(self) -> str:
        """As a failing test names it."""
        return f"{self.network}/{self.kind}_{self.origin}: {self.words}"


def cells(path: Path) -> dict[str, str]:
    """The spellings of a file by their names."""
    parts = CELL.split(path.read_text(encoding="utf-8"))
    return dict(zip(parts[1::2], parts[2::2], strict=True))


async def looked_at(zygote: Zygote, name: str, codes: list[str]) -> list[Evidence]:
    """What each piece of code leaves under the name, all run in one kernel."""
    texts = [f"{name} = None\n{code}\nspelling_{number} = {name}" for number, code in enumerate(codes)]
    asks: dict[str, Ask] = {f"spelling_{number}": Describe(name=f"spelling_{number}") for number in range(len(codes))}
    request = Request(asks=asks, grid=GRID, array_bytes=2**20)
    source = Source(cells=tuple(SourceCell(text=text) for text in (PREPARED, *texts)))
    run = await execute(source, Questions(plan=lambda _: request), kernels=zygote, limits=LIMITS, key="k")
    return [Evidence(version=VERSION, seen={name: run.evidence.seen[key]}, names={}) for key in asks]


async def corpus() -> list[Spelling]:
    """Every spelling of every network, as a kernel shows it."""
    zygote = await Zygote.start(KernelSandbox(data=folder(ROOT, "small"), masked=(ROOT,)))
    found: list[Spelling] = []
    try:
        for place in sorted(path.parent for path in HERE.glob("*/reference.py")):
            text = (place / "reference.py").read_text(encoding="utf-8")
            name = NAME.findall(text)[-1]
            (reference,) = await looked_at(zygote, name, [text])
            for path in sorted(place.glob("*_*.py")):
                kind, _, origin = path.stem.rpartition("_")
                spelled = cells(path)
                shown = await looked_at(zygote, name, [*spelled.values()])
                pairs = zip(spelled, shown, strict=True)
                found += [Spelling(place.name, kind, origin, words, seen, reference) for words, seen in pairs]
    finally:
        zygote.close()
    return found


@pytest.fixture(scope="module")
def spellings() -> Iterator[list[Spelling]]:
    """The corpus, and at the end what the check made of it."""
    found = asyncio.run(corpus())
    yield found
    print("\n" + confusion(found))  # noqa: T201 - the figures are what people run this for


def judged(check: str, one: Spelling) -> Verdict:
    name = next(iter(one.seen.seen))
    return {"layers": model_layers, "parameters": parameter_count}[check](one.seen, one.reference, of=name).verdict


def confusion(found: list[Spelling]) -> str:
    """How many of each network's spellings pass as its layers."""
    counts = Counter((one.origin, one.network, one.kind, judged("layers", one)) for one in found)
    lines = [f"{'':10}{'':28}{'equivalent':>22}{'near misses':>22}", f"{'':38}" + f"{'pass':>11}{'fail':>11}" * 2]
    for origin, network in sorted({(one.origin, one.network) for one in found}):
        row = [
            counts[origin, network, kind, verdict]
            for kind in ("equivalent", "near_misses")
            for verdict in (Verdict.PASS, Verdict.FAIL)
        ]
        lines.append(f"{origin:10}{network:28}" + "".join(f"{number:>11}" for number in row))
    return "\n".join(lines)


def test_every_spelling_makes_a_model(spellings: list[Spelling]) -> None:
    """The corpus is of models; what raised or left nothing proves nothing."""
    broken = [str(one) for one in spellings if not any(isinstance(seen, Layers) for seen in one.seen.seen.values())]

    assert spellings
    assert broken == []


@pytest.mark.parametrize("check", ["layers", "parameters"])
def test_equivalents_pass(spellings: list[Spelling], check: str) -> None:
    """No learner is told that a right network is wrong."""
    refused = [str(one) for one in spellings if one.kind == "equivalent" and judged(check, one) is not Verdict.PASS]

    assert refused == []


def test_near_misses_fail(spellings: list[Spelling]) -> None:
    """No other network passes for the reference."""
    passed = [str(one) for one in spellings if one.kind == "near_misses" and judged("layers", one) is not Verdict.FAIL]

    assert passed == []


def test_what_departs_is_named(spellings: list[Spelling]) -> None:
    """Every near miss is told where it departs, and its lines stand side by side with the reference's."""
    for one in spellings:
        name = next(iter(one.seen.seen))
        finding = model_layers(one.seen, one.reference, of=name)
        left, right = finding.expected.split("\n"), finding.actual.split("\n")
        assert len(left) == len(right), one
        assert "departs" in finding.message or finding.verdict is Verdict.PASS, one


def test_every_network_is_itself(spellings: list[Spelling]) -> None:
    """Whatever a network is, one that is spelled the same passes for it."""
    for one in spellings:
        assert model_layers(one.seen, one.seen, of=next(iter(one.seen.seen))).verdict is Verdict.PASS, one
