"""Sends score messages with pylti1p3next, which is the extra `lti`. Only this module imports it.

Each score is sent, in order, even if earlier ones fail. Replies are of four kinds:

stored      2xx; 400 or 409 to a score that may be stored already with the same timestamp: platforms so refuse repeats
refused     all other 3xx and 4xx: reported with the platform's words; the next export tries again
unanswered  no reply, 429 or 5xx, after some tries: it may be stored or not; the next export repeats it
not tried   no connection, no token, or the platform asks for a long wait: the reason is not this single score
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import count
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
import requests
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from pylti1p3.exception import LtiException, LtiServiceException
from pylti1p3.registration import Registration
from pylti1p3.service_connector import ServiceConnector
from requests.exceptions import ConnectTimeout, ProxyError, SSLError
from urllib3.exceptions import NewConnectionError

from grader.errors import SpecError, SystemFault
from grader.lms.export.lti_memory import Fate, Message, Platform, SentScore, SentScores
from grader.util.text import make_visible

SCORE: Final = "application/vnd.ims.lis.v1.score+json"
SCOPE: Final = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
TIMEOUT_S: Final = 30.0
SHORT_S: Final = 5.0
"""The time limit in seconds of a request after several scores in a row got no answer."""
SILENT: Final = 3
"""After this many scores in a row without an answer, each is tried only once."""
TRIES: Final = 3
TRIES_BUSY: Final = 8
"""The number of tries if a platform asks to come again later."""
BACKOFF_S = 1.0
"""Seconds before the second try; twice as long before each further one."""
LONGEST_WAIT_S: Final = 60.0
"""If a platform asks for a longer wait, nothing more is sent to it."""
WORDS: Final = 200
"""The number of characters of a platform's answer that are reported."""
_SAME_AGAIN: Final = frozenset({400, 409})
_UNAUTHORISED, _TOO_MANY, _UNAVAILABLE, _REDIRECTS, _FAULTS = 401, 429, 503, 300, 500


class _Session(requests.Session):
    """Requests that always end, and are sent only to the address given."""

    timeout_s = TIMEOUT_S

    def request(self, *args: Any, **options: Any) -> requests.Response:
        """Like `request` of `requests.Session`."""
        options["timeout"] = self.timeout_s
        options["allow_redirects"] = False
        return super().request(*args, **options)


class _Connector(ServiceConnector):
    """A connection to the platform, which keeps its token until it is removed; the token may have expired."""

    def __init__(self, registration: Registration) -> None:
        self.session = _Session()
        super().__init__(registration, self.session)
        self.token: str | None = None

    def _get_cached_access_token(self, scope_key: str) -> str | None:  # noqa: ARG002 - as the base has it
        return self.token

    def _cache_access_token(self, scope_key: str, access_token: str, expires_in: float) -> None:  # noqa: ARG002 - as above
        self.token = access_token


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reply:
    """The outcome of one try."""

    words: str
    status: int = 0
    """The HTTP status; 0 if there was no reply."""
    wait_s: float | None = None
    """How many seconds the platform asks to wait."""
    arrived: bool = True
    """Whether the score can have reached the platform."""
    host: str = ""
    """The host that could not be reached, or that is no longer used; empty for the whole platform."""

    @property
    def is_final(self) -> bool:
        """Whether the reply decides what happened to this score, and is not just a temporary failure."""
        return 0 < self.status < _FAULTS and self.status != _TOO_MANY

    @property
    def may_be_stored(self) -> bool:
        """Whether the score may be stored although the reply does not show it."""
        return self.arrived and (not self.status or (self.status >= _FAULTS and self.status != _UNAVAILABLE))

    @property
    def is_hopeless(self) -> bool:
        """Whether no other score could be sent to that host now either."""
        return not self.arrived or (self.wait_s is not None and self.wait_s > LONGEST_WAIT_S)


@dataclass(slots=True)
class SendReport:
    """The outcome for all scores: those that aren't known to be stored are listed with the reason, in the order of
    sending.
    """

    sent: int = 0
    refused: list[tuple[Message, str]] = field(default_factory=list)
    unanswered: list[tuple[Message, str]] = field(default_factory=list)
    not_tried: list[tuple[Message, str]] = field(default_factory=list)


def send_scores(messages: Iterable[Message], platform: Platform, memory: SentScores) -> SendReport:
    """Send the scores and report the outcome of each.

    Raises:
        SpecError: the private key is invalid.
        SystemFault: the platform can't be reached or gives no token, so that none was sent.
    """
    sender, report = _Sender(_Connector(_registration(platform)), memory), SendReport()
    for message in messages:
        sender.send(message, report)
    if report.not_tried and not (report.sent or report.refused or report.unanswered):
        raise SystemFault(f"{platform.issuer}: {report.not_tried[0][1]}; 0 scores were sent before")
    return report


class _Sender:
    """Sends scores one after another."""

    def __init__(self, connector: _Connector, memory: SentScores) -> None:
        self._connector = connector
        self._memory = memory
        self._silent = 0
        """The number of scores in a row without an answer."""
        self._hopeless: dict[str, str] = {}
        """Maps each host to the reason why nothing more is sent there; an empty host means all hosts."""

    def send(self, message: Message, report: SendReport) -> None:
        """Send a message, and report its outcome."""
        if words := self._hopeless.get("") or self._hopeless.get(_host(message)):
            report.not_tried.append((message, words))
            return
        score, repeats = self._memory.begin(message)
        reply, may_be_stored = self._tried(message, score, may_be_stored=repeats)
        self._silent = 0 if reply.is_final else self._silent + 1
        if reply.is_final and (reply.status < _REDIRECTS or (may_be_stored and reply.status in _SAME_AGAIN)):
            report.sent += 1
            self._memory.end(score, Fate.STORED)
            return
        if reply.is_hopeless:
            self._hopeless[reply.host] = reply.words
        told = report.refused if reply.is_final else report.not_tried if reply.is_hopeless else report.unanswered
        told.append((message, reply.words))
        if score.fate is not Fate.STORED:
            self._memory.end(score, Fate.UNKNOWN if may_be_stored else Fate.NOT_STORED)

    def _tried(self, message: Message, score: SentScore, *, may_be_stored: bool) -> tuple[_Reply, bool]:
        """The last reply, and whether the score may have been stored before that reply arrived."""
        patient = self._silent < SILENT
        self._connector.session.timeout_s = TIMEOUT_S if patient else SHORT_S
        for number in count():
            reply = self._try(message, score)
            if reply.is_final:
                break
            may_be_stored = may_be_stored or reply.may_be_stored
            tries = (TRIES_BUSY if reply.status == _TOO_MANY or reply.wait_s is not None else TRIES) if patient else 1
            if number + 1 >= tries or (reply.arrived and reply.is_hopeless):
                break
            wait_s = BACKOFF_S * 2**number if reply.wait_s is None else reply.wait_s
            time.sleep(min(wait_s, LONGEST_WAIT_S))
        return reply, may_be_stored

    def _try(self, message: Message, score: SentScore) -> _Reply:
        """The outcome of sending it once, with a new token if the current one has expired."""
        had_token = self._connector.token is not None
        reply = self._post(message, score)
        if reply.status == _UNAUTHORISED and had_token:
            self._connector.token = None
            reply = self._post(message, score)
        return reply

    def _post(self, message: Message, score: SentScore) -> _Reply:
        try:
            token = self._connector.get_access_token([SCOPE])
        except LtiServiceException as error:
            words = f"{error.response.status_code}: {_bounded(error.response.text)}"
            return _Reply(words=f"the platform gave no token ({words})", arrived=False)
        except (LtiException, requests.RequestException, KeyError, TypeError, AttributeError) as error:
            return _Reply(words=f"the platform gave no token ({_bounded(str(error))})", arrived=False)
        parts = urlsplit(message.line_item)  # the path must come before a query, which many platforms use
        url = parts._replace(path=f"{parts.path.rstrip('/')}/scores").geturl()
        body = msgspec.json.encode(message.stamped(score.timestamp))
        headers = {"Authorization": f"Bearer {token}", "Content-Type": SCORE, "Accept": "application/json"}
        try:
            with self._connector.session.post(url, data=body, headers=headers, stream=True) as response:
                words = f"{response.status_code}: {_text(response)}"
                return _Reply(words=words, status=response.status_code, wait_s=_wait_s(response), host=_host(message))
        except requests.RequestException as error:
            words = f"no answer ({_bounded(str(error))})"
            return _Reply(words=words, arrived=not _is_unconnected(error), host=_host(message))


def _host(message: Message) -> str:
    return urlsplit(message.line_item).netloc


def _is_unconnected(error: requests.RequestException) -> bool:
    """Whether there was no connection by which a score could have been sent."""
    if isinstance(error, ConnectTimeout | ProxyError | SSLError):
        return True
    cause = error.args[0] if error.args else None
    return isinstance(getattr(cause, "reason", cause), NewConnectionError)


def _text(response: requests.Response) -> str:
    """The beginning of the platform's reply, limited in size and time."""
    found, end = b"", time.monotonic() + SHORT_S
    try:
        for piece in response.iter_content(1):
            found += piece
            if len(found) > 4 * WORDS or time.monotonic() > end:
                break
    except requests.RequestException:
        pass  # the status has arrived, and decides the outcome
    return _bounded(found.decode(errors="replace"))


def _bounded(text: str) -> str:
    """Text written by others, on one line, without characters that control a terminal."""
    line = make_visible(" ".join(text.split()))
    return line if len(line) <= WORDS else f"{line[:WORDS]}…"


def _wait_s(response: requests.Response) -> float | None:
    """How many seconds the reply asks to wait, from a number of seconds or a date; None if it doesn't."""
    asked = response.headers.get("Retry-After", "").strip()
    if response.status_code not in {_TOO_MANY, _UNAVAILABLE} or not asked:
        return None
    if asked.isascii() and asked.isdecimal():
        return float(asked[:9])
    try:
        when = parsedate_to_datetime(asked)
    except ValueError:
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())


def _registration(platform: Platform) -> Registration:
    """The data about the platform that pylti1p3next needs. Raises `SpecError`."""
    try:
        pem = platform.private_key.read_bytes()
        public = load_pem_private_key(pem, None).public_key()
        spelled = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise SpecError(f"{platform.private_key}: is not a PEM private key without a password ({error})") from error
    registration = Registration()
    registration.set_issuer(platform.issuer).set_client_id(platform.client_id)
    registration.set_auth_token_url(platform.token_url)
    registration.set_tool_private_key(pem.decode()).set_tool_public_key(spelled.decode())
    if platform.audience:
        registration.set_auth_audience(platform.audience)
    return registration
