"""A small LTI 1.3 platform on this machine: hands out tokens for signed requests, and takes scores by the rules."""

import json
import re
import secrets
import socket
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt

SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
SCORE = "application/vnd.ims.lis.v1.score+json"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ACTIVITY = {"Initialized", "Started", "InProgress", "Submitted", "Completed"}
GRADING = {"NotReady", "Failed", "Pending", "PendingManual", "FullyGraded"}
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(Z|[+-]\d\d:\d\d)")
ITEM = "/lineitems/2/lineitem"


@dataclass(frozen=True, slots=True)
class Fault:
    """What a platform does in place of an answer."""

    status: int = 0
    """0: the connection is closed."""
    words: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    stores: bool = False
    """Whether it takes the score first."""
    hangs_s: float = 0.0
    """How long it says nothing."""


class Platform(ThreadingHTTPServer):
    """Its tokens and keys, and the scores that it received."""

    daemon_threads = True

    def __init__(self, public_key: str, client_id: str, users: set[str]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.public_key, self.client_id, self.users = public_key, client_id, users
        self.released = Event()
        """Set where nothing hangs any more."""
        self.tokens: set[str] = set()
        self.used: set[str] = set()
        self.grades: dict[str, float] = {}
        """User to the fraction of the maximum that is recorded."""
        self.received: list[dict[str, Any]] = []
        self.stamps: dict[str, datetime] = {}
        self.expire_after: int | None = None
        """After so many scores the tokens run out, once."""
        self.refuses: set[str] = set()
        self.faults: dict[str, list[Fault]] = {}
        """User to what happens to the next requests, before they are handled as usual."""
        self.asked: list[dict[str, Any]] = []
        """Every score that came, taken or not."""
        self.gone = False
        """Whether the line item is not there any more."""
        self.no_tokens = 0
        """The status with which tokens are refused, or 0."""

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def line_item(self) -> str:
        """The URL of its one line item, with a query as platforms have them."""
        return f"{self.url}{ITEM}?type_id=1"

    def token(self, form: dict[str, list[str]]) -> str:
        """A token for a request that is signed as it should be."""
        (assertion,) = form["client_assertion"]
        claims = jwt.decode(
            assertion,
            self.public_key,
            algorithms=["RS256"],
            audience=f"{self.url}/token",
            issuer=self.client_id,
            options={"require": ["iss", "sub", "aud", "iat", "exp", "jti"]},
        )
        assert jwt.get_unverified_header(assertion)["kid"]
        assert claims["sub"] == self.client_id
        assert claims["jti"] not in self.used
        assert form["grant_type"] == ["client_credentials"]
        assert form["client_assertion_type"] == [ASSERTION]
        assert form["scope"] == [SCOPE]
        self.used.add(claims["jti"])
        token = secrets.token_hex()
        self.tokens.add(token)
        return token

    def take(self, score: dict[str, Any]) -> None:
        """Record a score, or raise."""
        user = score["userId"]
        assert user in self.users
        assert STAMP.fullmatch(score["timestamp"])
        stamp = datetime.fromisoformat(score["timestamp"])
        assert user not in self.stamps or stamp > self.stamps[user]
        assert score["activityProgress"] in ACTIVITY
        assert score["gradingProgress"] in GRADING
        assert set(score) <= {
            "userId", "timestamp", "activityProgress", "gradingProgress",
            "scoreGiven", "scoreMaximum", "comment", "submission",
        }  # fmt: skip
        if "scoreGiven" in score:
            assert score["scoreGiven"] >= 0
            assert score["scoreMaximum"] > 0
        self.stamps[user] = stamp
        self.received.append(score)
        if score["gradingProgress"] in {"FullyGraded", "PendingManual"}:
            self.grades[user] = score["scoreGiven"] / score["scoreMaximum"]


class _FaultError(Exception):
    """A request that is answered by a fault."""

    def __init__(self, fault: Fault, score: dict[str, Any]) -> None:
        super().__init__()
        self.fault, self.score = fault, score


class _Handler(BaseHTTPRequestHandler):
    server: Platform

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        try:
            self._answer(*self._handled(urlsplit(self.path).path, body))
        except _FaultError as error:
            self._fail(error.fault, error.score)
        except (AssertionError, KeyError, ValueError, jwt.PyJWTError) as error:
            self._answer(400, {"error": repr(error)})

    def _handled(self, path: str, body: str) -> tuple[int, dict[str, Any] | None]:
        if path == "/token" and self.server.no_tokens:
            return self.server.no_tokens, {"error": "invalid_client"}
        if path == "/token":
            assert self.headers["Content-Type"] == "application/x-www-form-urlencoded"
            token = self.server.token(parse_qs(body))
            return 200, {"access_token": token, "token_type": "Bearer", "expires_in": 3600, "scope": SCOPE}
        if path != f"{ITEM}/scores" or self.server.gone:
            return 404, {"error": "no such line item"}
        if self.server.expire_after == len(self.server.received):
            self.server.tokens.clear()
            self.server.expire_after = None
        if self.headers.get("Authorization", "").removeprefix("Bearer ") not in self.server.tokens:
            return 401, {"error": "expired"}
        assert self.headers["Content-Type"] == SCORE
        score = json.loads(body)
        self.server.asked.append(score)
        if faults := self.server.faults.get(score["userId"]):
            raise _FaultError(faults.pop(0), score)
        if score["userId"] in self.server.refuses:
            return 422, {"error": "user is not in the course"}
        self.server.take(score)
        return 200, {"resultUrl": f"{self.server.url}/results/1"}

    def _fail(self, fault: Fault, score: dict[str, Any]) -> None:
        if fault.stores:
            self.server.take(score)
        self.server.released.wait(fault.hangs_s)
        if not fault.status:
            self.close_connection = True
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # a reset
            self.connection.close()
            return
        content = fault.words.encode()
        self.send_response(fault.status)
        for name, value in {**fault.headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def _answer(self, status: int, document: dict[str, Any] | None) -> None:
        content = json.dumps(document).encode() if document is not None else b""
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving(public_key: str, client_id: str, users: set[str]) -> Iterator[Platform]:
    """A platform that is there as long as the block."""
    with Platform(public_key, client_id, users) as platform:
        thread = Thread(target=platform.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield platform
        finally:
            platform.released.set()
            platform.shutdown()
            thread.join()
