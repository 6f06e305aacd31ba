"""What a rule is: a name, the facts that speak for it, and what the learner then reads."""

from collections.abc import Callable
from dataclasses import dataclass

from grader.diagnosis.facts import Facts

Detector = Callable[[Facts], str | None]
"""What in the submission shows it, as a short phrase such as "`y`"; None where the facts don't speak for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One misconception. In `message` and `hints` "{where}" stands for what shows it."""

    name: str
    lessons: tuple[str, ...]
    """Lessons that explain it; the exercise's own where it is among them, else the first."""
    message: str
    hints: tuple[str, str, str]
    detector: Detector | None = None
    """None where only a known wrong answer with the same values shows it."""
    guesses: bool = False
    """Whether the sign is a guess from the text, which is not asked for where values tell a cause."""
    before: frozenset[str] = frozenset()
    """Rules that say nothing more once this one has spoken."""
