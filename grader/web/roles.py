"""Who somebody is to the service, and sets of those for the table of routes."""

from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Final


@unique
class Role(StrEnum):
    """What somebody is in the course."""

    NOBODY = "nobody"
    """Not signed in."""
    LEARNER = "learner"
    ASSISTANT = "assistant"
    INSTRUCTOR = "instructor"


Roles = frozenset[Role]
LEARNERS: Final[Roles] = frozenset({Role.LEARNER})
INSTRUCTORS: Final[Roles] = frozenset({Role.INSTRUCTOR})
STAFF: Final[Roles] = frozenset({Role.ASSISTANT, Role.INSTRUCTOR})
SIGNED_IN: Final[Roles] = LEARNERS | STAFF
ANYBODY: Final[Roles] = frozenset(Role)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who was invited."""

    name: str
    """The pseudonym, which in the gradebook is the learner's name."""
    role: Role

    @property
    def is_staff(self) -> bool:
        """Whether the pages of all learners are theirs to read."""
        return self.role in STAFF
