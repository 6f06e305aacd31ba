"""The records of verification: the case of an exercise, its run's time and memory, its proof, the rate of mutants."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum, unique
from typing import Literal

from grader.model import Run, Trust, Verdict
from grader.source.records import Source
from grader.util.lazy_mapping import grouped

FAILS = re.compile(r"#\s*fails:\s*(.*)")
MIN_KILL_RATE = 0.95
"""The smallest share that must fail: of an exercise's mutants, and of an operator's over a whole course."""

ExemptionKind = Literal["", "equivalent", "free"]
"""The reason why a mutant need not fail: it computes the same, or the task leaves the choice."""


@unique
class CaseKind(StrEnum):
    """What a case is meant to prove."""

    REFERENCE = "reference"
    AGAIN = "again"
    """The reference, which shows the same each time."""
    SEED = "seed"
    """The reference with different random numbers."""
    STUB = "stub"
    ACCEPTED = "accepted"
    WRONG = "wrong"
    MUTANT = "mutant"
    """The reference with one place changed."""
    LAZY = "lazy"
    """An answer that avoids the work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LazyEarnings:
    """The points that a lazy answer earns, and those that it may earn."""

    shortcut: str
    """The way in which it avoids the work; a key of the exercise's `lazy.toml`."""
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
    """The error that ended its own code, which makes it worthless as a proof."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """The facts about a case that its proof repeats."""

    exercise: str
    kind: CaseKind
    name: str
    """The file's name without its extension, a seed, or a mutant's id."""
    says: str = ""
    """The line of a mutant before and after, or the code of a lazy answer."""
    operator: str = ""
    """The operator that made a mutant."""
    exempt: ExemptionKind = ""
    """The reason why a mutant need not fail."""
    lazy: LazyEarnings | None = None
    """The points that a lazy answer may earn, and in a proof those that it earns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationCase(CaseFacts):
    """One source, and the result that it must have."""

    source: Source
    fails: frozenset[str] = frozenset()
    """The criteria that must fail; all others must not."""
    diagnosis: str | None = None
    """The only diagnosis rule that must match; None if it does not matter."""
    may_cost: str = ""
    """The reason why a mutant may cost more than a slip; empty if it may not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceUsage:
    """The time and memory that a run took."""

    cell_s: float
    """Seconds of the longest cell."""
    wall_s: float
    """Seconds of all cells, without waiting for a free kernel."""
    cpu_s: float
    peak_mib: float
    after_s: float = 0.0
    """Seconds of everything after the cells."""

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
    """The result of the search for a proven cause, for a case that fails."""

    candidates: int
    """The number of repairs that could be tried."""
    tries: int = 0
    """The number of repairs that had been tried when one was proven."""
    outcome: Literal["", "whole", "part"] = ""
    """Whether the repair earns full marks or some of the lost points; empty if none was proven."""
    back: bool = False
    """Whether the repaired cell means the same as the reference's."""
    message: str = ""
    """The message about it for the learner."""
    cpu_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof(CaseFacts):
    """The result of a case. `problems` is empty if it proves what it should."""

    declared: tuple[str, ...]
    """The criteria that should fail, sorted."""
    verdicts: dict[str, Verdict]
    """Maps criteria to verdicts, in the rubric's order."""
    messages: dict[str, str]
    """Maps each failing criterion to its message for the learner."""
    diagnoses: tuple[str, ...]
    """The diagnosis rules that matched."""
    used: ResourceUsage
    problems: tuple[str, ...] = ()
    shown: dict[str, str] = field(default_factory=dict)
    """Maps the names that the reference showed to digests."""
    points: dict[Trust, int] = field(default_factory=dict)
    """The points that it earns, by how far they can be trusted."""
    repair: RepairSearch | None = None
    """The search for a repair; None if there was none."""

    @property
    def failed_criteria(self) -> frozenset[str]:
        """The criteria that fail."""
        return frozenset(name for name, verdict in self.verdicts.items() if verdict is Verdict.FAIL)


@dataclass(frozen=True, slots=True, kw_only=True)
class KillRate:
    """Counts of mutants by their result."""

    killed: int = 0
    """The mutants that fail some criterion."""
    alive: int = 0
    """The mutants that pass without an exemption."""
    equivalent: int = 0
    """The mutants that compute the same as the reference."""
    free: int = 0
    """The mutants that differ only in a choice that the task leaves."""

    @classmethod
    def from_proofs(cls, mutants: Iterable[Proof]) -> "KillRate":
        """The counts for these mutants; an exempt mutant always counts as exempt."""
        counts = Counter[str](mutant.exempt or ("killed" if mutant.failed_criteria else "alive") for mutant in mutants)
        return cls(**counts)

    @property
    def killable(self) -> int:
        """The number of mutants that should be killed."""
        return self.killed + self.alive

    @property
    def total(self) -> int:
        """The number of all mutants."""
        return self.killable + self.equivalent + self.free

    @property
    def rate(self) -> float | None:
        """The share killed of those that should be, 0 to 1; None if there are none."""
        return self.killed / self.killable if self.killable else None

    @property
    def percent(self) -> int | None:
        """The rate in whole percent, rounded down: a rate below a bar never looks as if it reached the bar."""
        return 100 * self.killed // self.killable if self.killable else None

    @property
    def problem(self) -> str:
        """The problem that not enough are killed; empty if enough are."""
        if self.rate is None or self.rate >= MIN_KILL_RATE:
            return ""
        return f"{self.percent} % of the mutants fail a criterion; at least {100 * MIN_KILL_RATE:g} % must"


def rates_by_operator(mutants: Iterable[Proof]) -> Mapping[str, KillRate]:
    """The kill rate of each operator, in the order of the mutants."""
    made = grouped((mutant.operator, mutant) for mutant in mutants)
    return {operator: KillRate.from_proofs(proofs) for operator, proofs in made.items()}
