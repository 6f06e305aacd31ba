"""What every view uses: the service, its public address, and a request that has passed the guard.

`Page` is a line of the table of routes.
"""

import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.responses import Response

from grader.course import Course
from grader.errors import SpecError
from grader.gradebook import Gradebook
from grader.gradebook.marks.hand_in_rules import HandInRules
from grader.service.hand_in import HandInDesk
from grader.service.status import StatusBoard
from grader.service.web.access import Access, Person, Role, Roles
from grader.service.web.rate_limits import AtOnce, RateLimit
from grader.service.web.streams import Streams
from reports.publish import LearnerPages

_PORTS: Final = {"http": 80, "https": 443}
_HOST: Final = re.compile(r"([a-z0-9._-]+|\[[0-9a-f:.]+\])(:\d+)?")
"""A host name as browsers send it (in Punycode if it is not ASCII), or an IP address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The only address at which browsers reach this service."""

    origin: str
    """Scheme, host and port, as browsers send it: "https://grader.example.org"."""
    hosts: frozenset[str]
    """The values of the Host header that the service accepts."""

    @property
    def is_secure(self) -> bool:
        """Whether it is reached by https."""
        return self.origin.startswith("https:")

    @classmethod
    def behind_proxy(cls, url: str, *, option: str = "--proxy") -> "Site":
        """The site behind a proxy that passes the Host header on unchanged. Raises `SpecError` for any other kind of
        URL.
        """
        host = _host(url)
        if host is None:
            raise SpecError(f"{option} {url}: give only scheme and host, such as https://grader.example.org")
        return cls(origin=f"{urlsplit(url).scheme}://{host}", hosts=frozenset({host}))

    @classmethod
    def direct(cls, host: str, port: int) -> "Site":
        """The site of a socket without a proxy. Raises `SpecError` if no setting gives the host name."""
        if host in {"0.0.0.0", "::", ""}:  # noqa: S104 - refused
            raise SpecError(
                f"--host {host}: use --proxy to give the address that browsers use, such as --proxy https://…"
            )
        shown = f"[{host}]" if ":" in host else host
        names = {shown, "localhost", "127.0.0.1"} if host in {"127.0.0.1", "localhost"} else {shown}
        end = "" if port == _PORTS["http"] else f":{port}"  # in the form that browsers send
        return cls(origin=f"http://{shown}{end}", hosts=frozenset(f"{name}{end}" for name in names))

    @property
    def origins(self) -> frozenset[str]:
        """The values that browsers may send as Origin."""
        scheme = self.origin.partition(":")[0]
        return frozenset(f"{scheme}://{host}" for host in self.hosts)


def _host(url: str) -> str | None:
    """The host of an origin as browsers send it, without the scheme's default port; None if it is not an origin."""
    try:
        parts = urlsplit(url)
        usual, port = _PORTS.get(parts.scheme), parts.port
    except ValueError:
        return None
    host = parts.netloc.lower().removesuffix(f":{usual}")
    beyond = parts.path.strip("/") or parts.query or parts.fragment or port == 0
    return host if usual and not beyond and _HOST.fullmatch(host) else None


@dataclass(frozen=True, slots=True)
class Limits:
    """How often somebody may ask."""

    visits: RateLimit = field(default_factory=lambda: RateLimit(per_s=30, burst=300))
    """Requests of a person, or of an address if nobody is signed in; a whole class may share an address."""
    hand_ins: RateLimit = field(default_factory=lambda: RateLimit(per_s=0.2, burst=30))
    """Hand-ins of a person."""
    failures: RateLimit = field(default_factory=lambda: RateLimit(per_s=0.1, burst=30))
    """Invalid links and tokens from an address."""
    at_once: AtOnce = field(default_factory=lambda: AtOnce(4))
    """A person's forms and hand-ins that are in progress."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One course that is being served."""

    out: Path
    course: Course
    titles: Mapping[str, str]
    """Maps an exercise to its title."""
    rules: HandInRules
    gradebook: Gradebook
    desk: HandInDesk
    board: StatusBoard
    access: Access
    receipt_key: bytes
    site: Site
    streams: Streams
    pages: LearnerPages
    """Learners' pages in OUT, which are drawn again on request if they would now look different."""
    limits: Limits = field(default_factory=Limits)


KIB: Final = 1024
SMALL: Final = 16 * KIB
"""The largest size of a request without a file."""
_DIGITS: Final = 9
"""The most digits of a number in an address: our numbers are never longer, and databases can't store any number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that came with a request."""

    name: str
    """Its owner's name for it; nothing is ever stored under this name."""
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A request by a person who is allowed to make it."""

    service: Service
    person: Person | None
    """None if nobody is signed in."""
    address: str
    """The address from which it comes, as the limits count it."""
    path: Mapping[str, str]
    """The values in the route's pattern."""
    session: str = ""
    """The secret of the session; empty without one."""
    form: Mapping[str, str] = field(default_factory=dict)
    upload: Upload | None = None

    @property
    def role(self) -> Role:
        """The person's role in the course."""
        return self.person.role if self.person else Role.NOBODY

    @property
    def csrf(self) -> str:
        """The token in every form of this session; a page of another origin can't know it."""
        return csrf_of(self.session)

    @property
    def name(self) -> str:
        """The pseudonym, for views that only signed-in people can reach."""
        assert self.person is not None
        return self.person.name

    def number(self, part: str) -> int:
        """The number at this part of the route's pattern. Raises `HTTPException` if it is not a valid number."""
        digits = self.path[part]
        if not (digits.isascii() and digits.isdecimal() and len(digits) <= _DIGITS):
            raise HTTPException(404)
        return int(digits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One route: an address, who may use it, and its view."""

    method: str
    path: str
    who: Roles
    view: Callable[[Visit], Response]
    most_bytes: int = SMALL
    """The largest size of a request's body."""
    by_token: bool = False
    """Whether a personal token identifies the person, and never a cookie."""


def csrf_of(session: str) -> str:
    """The form's token of a session."""
    return hmac.digest(session.encode(), b"form", sha256).hex()
