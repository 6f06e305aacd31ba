"""The attacks as they lie in folders, and what is wrong with how one of them ended.

A folder `<attack_name>/` beside this file holds

    cell.py       the attack, a percent script; or `cell.ipynb` where the notebook's format is the attack
    twin.py       its harmless relative, which an honest learner may write, and which must end well; where there is
                  none, the reference of the exercise that the attack is handed in for
    expect.toml   `Expectation`: what is attempted, and how it must end

An attack prints `BREACH: what` for each thing that it should not have been able to do, and `held: why` for each thing
that it was refused. `@host@` and the like in its text become what stands outside, see `host.Host.names`.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from grader.model import Outcome, Run
from grader.sandbox.limits import Limits
from grader.source.records import Source, SourceCell
from grader.source.source import parse_source

HERE = Path(__file__).parent
TOOLS = {path.stem: path for path in (HERE / "_tools").glob("*.py")}
"""First cells that attacks share."""
SOLUTIONS = HERE.parents[1] / "solutions"
SLACK_S = 60
"""Seconds that a busy machine may take beyond a run's own two bounds."""
BREACH = re.compile(r"^.*\bBREACH\b.*$", re.MULTILINE)
CLASSES = frozenset(
    [
        "files",
        "store",
        "tamper",
        "lies",
        "exits",
        "language",
        "network",
        "sockets",
        "environment",
        "signals",
        "privileges",
        "kernel",
        "terminal",
        "forks",
        "memory",
        "cpu",
        "time",
        "disk",
        "output",
        "protocol",
        "deputy",
        "archive",
        "evidence",
        "survivor",
        "residue",
        "tags",
        "precomputed",
        "rendering",
    ]
)
"""Every way to attack a grader that is known to have been tried."""


class TwinExpectation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How the harmless relative ends, besides well."""

    output: str = ""
    """A pattern that its printed text must match."""


class Expectation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, rename={"kind": "class"}):
    """What an attack is, and how it must end."""

    title: str
    """A sentence: what is attempted."""
    kind: str
    """`class` in the file: one of `CLASSES`."""
    outcome: Outcome | tuple[Outcome, ...]
    output: str = ""
    """A pattern that the printed text must match."""
    message: str = ""
    """A pattern that the run's sentence for the learner must match."""
    host: str = "unchanged"
    limits: Mapping[str, int | float] = {}
    """Keys of `Limits`, where the usual ones would make the attack take long."""
    twin: TwinExpectation = TwinExpectation()
    layers: tuple[str, ...] = ()
    """Layers of the sandbox, each alone or several joined by +, without which the attack succeeds."""
    tools: str = ""
    """Which of `TOOLS` is its first cell."""
    times: int = 1
    """How often it runs, each time in a kernel of its own: more than once where one run looks for another's traces."""
    beside: bool = False
    """Whether the twin runs while the attack does, not after it."""
    pages: bool = False
    """Whether it is graded too, and the pages that show it are looked at."""
    exercise: str = ""
    """What it is handed in for, where it is graded."""
    earned: int | None = None
    """The most points that it may earn, where it is graded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """One folder, read."""

    folder: Path
    expected: Expectation
    cell: bytes
    script: bool
    """Whether the cell is a percent script; otherwise a notebook."""
    twin: bytes

    @property
    def name(self) -> str:
        """The folder's name, which says the attack."""
        return self.folder.name

    @property
    def limits(self) -> Limits:
        """The limits under which it runs, and its twin too."""
        return msgspec.convert(dict(self.expected.limits), Limits)

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """How it may end."""
        allowed = self.expected.outcome
        return (allowed,) if isinstance(allowed, Outcome) else allowed

    def source(self, names: Mapping[str, str]) -> Source:
        """Its cells, with what stands outside filled in."""
        chosen = [path for name, path in TOOLS.items() if name == self.expected.tools]
        first = (SourceCell(text=path.read_text(encoding="utf-8")) for path in chosen)
        return Source(cells=(*first, *_cells(self.cell, names, script=self.script)))

    def twin_source(self, names: Mapping[str, str]) -> Source:
        """Its twin's cells."""
        return Source(cells=_cells(self.twin, names, script=True))

    def is_graded(self) -> bool:
        """Whether more is to be looked at than how it runs."""
        return bool(self.expected.pages or self.expected.exercise or self.expected.earned is not None)


def _cells(data: bytes, names: Mapping[str, str], *, script: bool) -> tuple[SourceCell, ...]:
    for name, value in names.items():
        data = data.replace(f"@{name}@".encode(), value.encode())
    source = parse_source(data, script=script)
    assert isinstance(source, Source), source
    return source.cells


def folders() -> list[Path]:
    """Every attack's folder."""
    return sorted(path for path in HERE.iterdir() if path.is_dir() and not path.name.startswith(("_", ".")))


def load(folder: Path) -> Attack:
    """An attack. Raises `ValueError` where the folder is not as it should be, or its keys are unknown."""
    present = {path.name for path in folder.iterdir() if path.name != "__pycache__"}
    cell = "cell.ipynb" if "cell.ipynb" in present else "cell.py"
    if present | {"twin.py"} != {cell, "twin.py", "expect.toml"}:
        raise ValueError(f"{folder.name}: holds {sorted(present)}")
    said = tomllib.loads((folder / "expect.toml").read_text(encoding="utf-8"))
    expected = msgspec.convert(said, Expectation)
    twin = folder / "twin.py" if "twin.py" in present else SOLUTIONS / expected.exercise / "reference.py"
    if not twin.is_file():
        raise ValueError(f"{folder.name}: has no twin, and no exercise")
    attack = Attack(
        folder=folder,
        expected=expected,
        cell=(folder / cell).read_bytes(),
        script=cell.endswith(".py"),
        twin=twin.read_bytes(),
    )
    _require_sense(attack)
    return attack


@cache
def first_of_class() -> frozenset[str]:
    """The names of one attack of each class."""
    first: dict[str, str] = {}
    for folder in folders():
        first.setdefault(load(folder).expected.kind, folder.name)
    return frozenset(first.values())


def _require_sense(attack: Attack) -> None:
    """Raise `ValueError` where an expectation means nothing."""
    expected = attack.expected
    if expected.kind not in CLASSES:
        raise ValueError(f"{attack.name}: no class {expected.kind!r}")
    if expected.host != "unchanged":
        raise ValueError(f"{attack.name}: no attack may change the host")
    if expected.tools and expected.tools not in TOOLS:
        raise ValueError(f"{attack.name}: no tools {expected.tools!r}")
    if unknown := set(expected.limits) - set(Limits.__dataclass_fields__):
        raise ValueError(f"{attack.name}: no limits {sorted(unknown)}")
    for pattern in (expected.output, expected.message, expected.twin.output):
        re.compile(pattern)


def printed(run: Run) -> str:
    """All text that a run's cells showed, their exceptions included."""
    texts = (output.text for cell in run.cells for output in cell.outputs if output.kind != "png")
    errors = (f"{cell.error.name}: {cell.error.message}" for cell in run.cells if cell.error)
    return "\n".join([*texts, *errors])


def breaches(attack: Attack, run: Run) -> Iterator[str]:
    """Each way in which a run of the attack ended other than it must."""
    expected, text = attack.expected, printed(run)
    yield from (line[:300] for line in BREACH.findall(text))
    if run.outcome not in attack.outcomes:
        yield f"ended {run.outcome}, not {'/'.join(attack.outcomes)}: {run.message} {text[-500:]}"
    if not re.search(expected.output, text, re.DOTALL):
        yield f"printed {text[-500:]!r}, which does not match {expected.output!r}"
    if expected.tools == "attempts" and run.outcome is Outcome.OK and "held: " not in text:
        yield "was refused nothing, so it attempted nothing"
    if not re.search(expected.message, run.message):
        yield f"said {run.message!r}, which does not match {expected.message!r}"
    yield from _excess(run, attack.limits)


def _excess(run: Run, limits: Limits) -> Iterator[str]:
    """What of a run is kept although it is more than a page can hold."""
    texts = [output.text for cell in run.cells for output in cell.outputs if output.kind != "png"]
    if (characters := sum(map(len, texts))) > 2 * limits.output_kib * 1024 + 100_000:
        yield f"{characters} characters of output were kept"
    if run.wall_s > limits.wall_s + limits.shared_after_s + SLACK_S:
        yield f"it held its place for {run.wall_s:.0f} s"
    if any(len(cell.error.traceback) > 20_000 or len(cell.error.message) > 2_000 for cell in run.cells if cell.error):
        yield "an exception was kept at full length"


def troubles(attack: Attack, run: Run) -> Iterator[str]:
    """Each way in which the twin was kept from what an honest learner may do."""
    text = printed(run)
    if run.outcome is not Outcome.OK:
        yield f"the twin ended {run.outcome}: {run.message} {text[-500:]}"
    yield from (f"the twin: {line[:300]}" for line in BREACH.findall(text))
    if not re.search(attack.expected.twin.output, text, re.DOTALL):
        yield f"the twin printed {text[-500:]!r}"
