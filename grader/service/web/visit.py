"""One request that has passed the guard, and what a view answers it with."""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from grader.service.web.access import Person, Role, Roles
from grader.service.web.service import Service

KIB: Final = 1024
SMALL: Final = 16 * KIB
"""Bytes of a request that brings no file."""
_DIGITS: Final = 9
"""Of a number in an address: more have none of our numbers, and no database takes any number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that came with a request."""

    name: str
    """As its owner calls it; nothing is ever stored under it."""
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A request of somebody who may make it."""

    service: Service
    person: Person | None
    """None if nobody is signed in."""
    address: str
    """Where it comes from, as limits count it."""
    path: Mapping[str, str]
    """What the route's pattern holds."""
    session: str = ""
    """The secret of the session; empty without one."""
    form: Mapping[str, str] = field(default_factory=dict)
    upload: Upload | None = None

    @property
    def role(self) -> Role:
        """What the person is in the course."""
        return self.person.role if self.person else Role.NOBODY

    @property
    def csrf(self) -> str:
        """What every form of this session carries; a page of another origin can't know it."""
        return csrf_of(self.session)

    @property
    def name(self) -> str:
        """The pseudonym, for views that only people reach who are signed in."""
        assert self.person is not None
        return self.person.name

    def number(self, part: str) -> int:
        """The number at this part of the route's pattern. Raises `HTTPException` if it is not a number of ours."""
        digits = self.path[part]
        if not (digits.isascii() and digits.isdecimal() and len(digits) <= _DIGITS):
            raise HTTPException(404)
        return int(digits)


View = Callable[[Visit], Response]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One route: an address, who may use it, and what answers."""

    method: str
    path: str
    who: Roles
    view: View
    most_bytes: int = SMALL
    """Of a request's body."""
    by_token: bool = False
    """Whether a personal token says who it is, and never a cookie."""


def csrf_of(session: str) -> str:
    """The form's token of a session."""
    return hmac.digest(session.encode(), b"form", sha256).hex()
