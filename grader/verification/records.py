"""The records of verification: a case of an exercise, what its run took, what it proves, how many mutants fail."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum, unique
from typing import Literal

from grader.model import Run, Trust, Verdict
from grader.source.records import Source

FAILS = re.compile(r"#\s*fails:\s*(.*)")
MIN_KILL_RATE = 0.95
"""The least share of the mutants of an exercise, and of those of an operator over a whole course, that must fail."""

ExemptionKind = Literal["", "equivalent", "free"]
"""Why a mutant need not fail: it computes the same, or it chooses otherwise where the task leaves the choice."""


@unique
class CaseKind(StrEnum):
    """What a source of an exercise is there to prove."""

    REFERENCE = "reference"
    AGAIN = "again"
    """The reference, which shows the same each time."""
    SEED = "seed"
    """The reference with other random numbers."""
    STUB = "stub"
    ACCEPTED = "accepted"
    WRONG = "wrong"
    MUTANT = "mutant"
    """The reference with one place changed."""
    LAZY = "lazy"
    """An answer that avoids the work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LazyEarnings:
    """What a lazy answer earns, and what it may earn."""

    shortcut: str
    """How it avoids the work; a key of the exercise's `lazy.toml`."""
    possible: int
    """The points of the whole exercise."""
    granted: int = 0
    """The points that it may earn."""
    why: str = ""
    """The reason for the grant."""
    worked_for: frozenset[str] = frozenset()
    """Criteria that do not count, because the answer does their work."""
    earned: int = 0
    """The points that it earns with the other criteria."""
    raised: str = ""
    """The error that its own code ended with, and that makes it worth nothing as a proof."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationCase:
    """One source, and the result that it must have."""

    exercise: str
    kind: CaseKind
    name: str
    """The file's name without its ending, a seed, or a mutant's id."""
    source: Source
    fails: frozenset[str] = frozenset()
    """Criteria that must fail, and no others."""
    diagnosis: str | None = None
    """The rule that must be named, and no other; None where nothing is said of it."""
    says: str = ""
    """A mutant's line before and after, or a lazy answer's code."""
    operator: str = ""
    """What made a mutant."""
    exempt: ExemptionKind = ""
    """Why a mutant need not fail."""
    may_cost: str = ""
    """Why a mutant may cost more than a slip; empty where it may not."""
    lazy: LazyEarnings | None = None
    """What a lazy answer may earn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceUsage:
    """The time and memory that a run took."""

    cell_s: float
    """Seconds of the longest cell."""
    wall_s: float
    """Seconds of all cells, without the time that it waited for a free kernel."""
    cpu_s: float
    peak_mib: float
    after_s: float = 0.0
    """Seconds of all that followed the cells."""

    @classmethod
    def from_run(cls, run: Run) -> "ResourceUsage":
        """The time and memory of one run."""
        cells = [cell.wall_s for cell in run.cells]
        return cls(
            cell_s=max(cells, default=0.0),
            wall_s=sum(cells),
            after_s=run.after_s,
            cpu_s=run.cpu_s,
            peak_mib=run.peak_mib,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairSearch:
    """What the search for a proven cause came to, for a case that fails."""

    candidates: int
    """The repairs that there were to try."""
    tries: int = 0
    """How many had been tried when one was proven."""
    outcome: Literal["", "whole", "part"] = ""
    """Whether the repair earns full marks, or some of what was lost; empty where none was proven."""
    back: bool = False
    """Whether the repaired cell says what the reference says there."""
    message: str = ""
    """What the learner reads of it."""
    cpu_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The result of a case. `problems` is empty where it proves what it should."""

    exercise: str
    kind: CaseKind
    name: str
    declared: tuple[str, ...]
    """Criteria that should fail, sorted."""
    verdicts: dict[str, Verdict]
    """By criterion, in the rubric's order."""
    messages: dict[str, str]
    """What the learner reads of each criterion that fails."""
    diagnoses: tuple[str, ...]
    """The rules that were named."""
    used: ResourceUsage
    problems: tuple[str, ...] = ()
    shown: dict[str, str] = field(default_factory=dict)
    """What the reference showed: name to digest."""
    says: str = ""
    """A mutant's line before and after, or a lazy answer's code."""
    operator: str = ""
    """What made a mutant."""
    exempt: ExemptionKind = ""
    points: dict[Trust, int] = field(default_factory=dict)
    """What it earns, by how far that can be trusted."""
    lazy: LazyEarnings | None = None
    """What a lazy answer earns and may earn."""
    repair: RepairSearch | None = None
    """None where no repair was sought."""

    @property
    def failed_criteria(self) -> frozenset[str]:
        """The criteria that fail."""
        return frozenset(name for name, verdict in self.verdicts.items() if verdict is Verdict.FAIL)


@dataclass(frozen=True, slots=True, kw_only=True)
class KillRate:
    """Counts of mutants by what became of them."""

    killed: int = 0
    """Those that fail some criterion."""
    alive: int = 0
    """Those that pass, and that nobody said may."""
    equivalent: int = 0
    """Those that compute the same as the reference."""
    free: int = 0
    """Those that choose otherwise where the task leaves the choice."""

    @classmethod
    def from_proofs(cls, mutants: Iterable[Proof]) -> "KillRate":
        """The rate of these mutants; one that is exempt counts as that, whatever becomes of it."""
        counts = Counter[str](one.exempt or ("killed" if one.failed_criteria else "alive") for one in mutants)
        return cls(**counts)

    @property
    def killable(self) -> int:
        """How many should be killed."""
        return self.killed + self.alive

    @property
    def total(self) -> int:
        """How many there are."""
        return self.killable + self.equivalent + self.free

    @property
    def rate(self) -> float | None:
        """The share killed of those that should be, 0 to 1; None where there are none."""
        return self.killed / self.killable if self.killable else None

    @property
    def percent(self) -> int | None:
        """Whole percent, rounded down: a rate that is below a bar never reads as one that reaches it."""
        return 100 * self.killed // self.killable if self.killable else None

    @property
    def problem(self) -> str:
        """That too few are killed; empty where enough are."""
        if self.rate is None or self.rate >= MIN_KILL_RATE:
            return ""
        return f"{self.percent} % of the mutants fail a criterion; at least {100 * MIN_KILL_RATE:g} % must"


def rates_by_operator(mutants: Iterable[Proof]) -> Mapping[str, KillRate]:
    """The kill rate of each operator, in the order in which they come."""
    made: dict[str, list[Proof]] = {}
    for one in mutants:
        made.setdefault(one.operator, []).append(one)
    return {operator: KillRate.from_proofs(proofs) for operator, proofs in made.items()}
