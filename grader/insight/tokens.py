"""A learner's own code as a sequence of tokens, in which chosen names, comments and layout no longer show."""

from collections.abc import Iterable
from dataclasses import dataclass

from grader.source.records import OwnPart


@dataclass(frozen=True, slots=True)
class Token:
    """One token, and where it stands."""

    form: str
    cell: int
    line: int
    """In the cell, from 1; for a string of several lines the first."""


def tokens(parts: Iterable[OwnPart]) -> tuple[Token, ...]:
    """The tokens of these parts, as they were read."""
    return tuple(Token(form, part.cell, line) for part in parts for form, line in part.tokens)
