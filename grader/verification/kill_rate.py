"""How many of an exercise's mutants its rubric notices."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class KillRate:
    """Mutants by what became of them. Kill rates add, so that a course's is `sum(rates, KillRate())`."""

    killed: int = 0
    """Those that fail some criterion."""
    alive: int = 0
    """Those that pass, and that nobody said may."""
    equivalent: int = 0
    """Those that compute the same as the reference."""
    free: int = 0
    """Those that choose otherwise where the task leaves the choice."""

    def __add__(self, other: "KillRate") -> "KillRate":
        """The mutants of both."""
        return KillRate(
            killed=self.killed + other.killed,
            alive=self.alive + other.alive,
            equivalent=self.equivalent + other.equivalent,
            free=self.free + other.free,
        )

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
