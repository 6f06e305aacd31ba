"""How the reader's work grows: CPU seconds at n, 4 n and 16 n for every shape of hostile file, and what a death costs.

Run by `make bench`. A shape grows up to each of the caps: what one cell may have to be looked into, what all cells may
have, what a file may have. Each size is read in a process of its own, limited in CPU time. An exponent is that of the
step from 4 n to 16 n, and is told where the latter takes `LEAST_S`: below, it is noise and what is done once.
"""

import math
import os
import signal
import struct
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table

from grader.course.exercise_file import handout_of, load_exercise
from grader.source.notebook_reader import MAX_CODE
from grader.source.reader import reader as module
from grader.source.reader.child import read_for_exercise
from grader.source.reader.messages import ENDED
from grader.source.records import MAX_FILE_MIB, Handout
from grader.source.syntax import MAX_CHARACTERS
from tests.bench.hostile_text import NOTEBOOKS, SCRIPTS, Shape
from tests.grader.source.reader.removal import NUMBERS, relaxed

pytestmark = [pytest.mark.bench, pytest.mark.filterwarnings("default")]

ROOT = Path(__file__).parents[2]
EXERCISE = "06_multi_layer/two_layers"
LARGEST = (MAX_CHARACTERS - 1_000, MAX_CODE - 10_000, MAX_FILE_MIB * 2**20 - 2**20)
"""Bytes of a file that is just below each of the caps."""
STEP = 4
LEAST_S = 0.05
MOST = 1.2
"""The exponent above which growth is named."""
PATIENCE_S = 60
REPEATS = 3
CPU = struct.Struct("d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """CPU seconds of one shape."""

    name: str
    size: int
    """Bytes of the largest."""
    seconds: tuple[float, ...]

    @property
    def exponent(self) -> float:
        """Of the last step."""
        return math.log(self.seconds[-1] / self.seconds[-2], STEP)

    @property
    def shows(self) -> bool:
        """Whether its times say anything of growth."""
        return self.seconds[-1] >= LEAST_S


@pytest.fixture(scope="module")
def handout() -> Handout:
    return handout_of(load_exercise(ROOT, EXERCISE))


def cpu_s(content: bytes, handout: Handout, *, script: bool) -> float:
    """What reading a file takes; `PATIENCE_S` where it takes more."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        signal.setitimer(signal.ITIMER_PROF, PATIENCE_S)
        begun = time.process_time()
        read_for_exercise(content, script=script, handout=handout)
        os.write(writing, CPU.pack(time.process_time() - begun))
        os._exit(0)
    os.close(writing)
    said = os.read(reading, CPU.size)
    os.close(reading)
    os.waitpid(child, 0)
    return CPU.unpack(said)[0] if said else float(PATIENCE_S)


def grown(name: str, shape: Shape, handout: Handout, *, script: bool) -> Growth:
    """A shape's growth up to the cap before which it is fastest."""
    found = [_up_to(largest, name, shape, handout, script=script) for largest in LARGEST]
    return max(found, key=lambda one: (one.shows, one.exponent if one.shows else one.seconds[-1]))


def _up_to(largest: int, name: str, shape: Shape, handout: Handout, *, script: bool) -> Growth:
    """A shape's growth up to a size; where it seems fast, the least of some tries at each."""
    contents = [shape(size) for size in (largest // STEP**2, largest // STEP, largest)]
    found = Growth(name=name, size=largest, seconds=tuple(cpu_s(one, handout, script=script) for one in contents))
    for _ in range(REPEATS if found.shows and found.exponent > MOST else 0):
        again = (cpu_s(one, handout, script=script) for one in contents)
        found = replace(found, seconds=tuple(map(min, found.seconds, again)))
    return found


def all_grown(handout: Handout) -> Iterator[Growth]:
    """Every shape."""
    for shapes, script in ((SCRIPTS, True), (NOTEBOOKS, False)):
        yield from (grown(name, shape, handout, script=script) for name, shape in shapes.items())


def test_growth(handout: Handout, capsys: pytest.CaptureFixture[str]) -> None:
    """Print the table, and how many grow faster than they should."""
    read_for_exercise(b"x = 1", script=True, handout=handout)
    table = Table("shape", "largest", "n", "4 n", "16 n", "exponent", title="CPU seconds to read")
    found = []
    for one in all_grown(handout):
        found.append(one)
        times = (f"{seconds:.3f}" for seconds in one.seconds)
        table.add_row(one.name, f"{one.size:,}", *times, f"{one.exponent:.2f}" if one.shows else "-")
    fast = [one.name for one in found if one.shows and one.exponent > MOST]
    most = max(found, key=lambda one: one.seconds[-1])
    with capsys.disabled():
        Console().print(table)
        Console().print(f"{len(found)} shapes, {sum(one.shows for one in found)} of them show their growth.")
        Console().print(f"{len(fast)} above {MOST}: {fast}. The most: {most.seconds[-1]:.2f} CPU s, {most.name}.")
    assert fast == []


def test_a_death(handout: Handout, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Print what a file costs whose child is killed, its second try included."""
    ended: list[float] = []

    class Watched:
        """As the reader unpacks how a child ended, and a note of its CPU seconds."""

        size = ENDED.size

        @staticmethod
        def unpack(data: bytes) -> tuple[int, float]:
            """As ever."""
            code, seconds = ENDED.unpack(data)
            ended.append(seconds)
            return code, seconds

    monkeypatch.setattr(module, "ENDED", Watched)
    with closing(relaxed(monkeypatch, NUMBERS["caps"])) as reader:
        begun = time.process_time()
        reader.read(b"x = 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8\n" * 60_000, script=True, handout=handout)
        trusted = time.process_time() - begun
    with capsys.disabled():
        Console().print(f"A file that dies: {sum(ended):.1f} CPU s in {len(ended)} children, {trusted:.2f} outside.")
