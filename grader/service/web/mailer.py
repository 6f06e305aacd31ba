"""Tells learners by mail about new feedback, in a separate thread, so that nothing else waits for it.

An attempt is claimed in the list of people before its message is sent, so that no attempt is announced twice, even with
several processes that may end at any time. A message that is then lost is not sent again: the page shows the feedback
anyway.

Mail goes through the operator's SMTP server (`MailServer`). A message says which attempts have feedback and where to
read it. It contains no marks, code or names.
"""

import logging
import os
import re
import smtplib
import ssl
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, localtime, make_msgid
from threading import Event, Thread
from time import monotonic
from typing import Final, Self
from urllib.parse import unquote, urlsplit

from grader.course.hand_in import LOOPBACK
from grader.errors import GraderError, SpecError
from grader.service.status import Stage
from grader.service.web.access import AttemptKey
from grader.service.web.service import Service
from grader.storage.identities import identities_of
from grader.util.logs import describe_error

# Mail messages.

PASSWORD: Final = "GRADER_MAIL_PASSWORD"  # noqa: S105 - a variable's name
_PORTS: Final = {"smtp": 25, "smtps": 465}
_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_PATIENCE_S: Final = 30


def is_address(text: str) -> bool:
    """Whether it is exactly one address in ASCII."""
    return _ADDRESS.fullmatch(text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """A server that accepts messages, and the sender's address."""

    host: str
    port: int
    is_tls: bool
    """Whether the connection begins with TLS; if not, STARTTLS is used, unless the server is on this machine."""
    user: str
    password: str
    sender: str

    @classmethod
    def from_options(cls, url: str, sender: str | None) -> "MailServer":
        """The server at smtp://[user@]host[:port] or smtps://…; the password comes from the environment.

        Raises:
            SpecError: the URL or the sender's address is invalid.
        """
        try:
            parts = urlsplit(url)
            port, host = parts.port, parts.hostname
        except ValueError:
            port, host, parts = None, None, urlsplit("")
        if parts.scheme not in _PORTS or not host or parts.password or parts.path.strip("/") or parts.query:
            shapes = "smtp://host, smtp://user@host:587 or smtps://user@host"
            raise SpecError(f"--mail-server: write {shapes}; the password is read from {PASSWORD}")
        if not sender or not is_address(sender):
            raise SpecError("--mail-from: give the sender's address, such as grader@example.org")
        return cls(
            host=host,
            port=port or _PORTS[parts.scheme],
            is_tls=parts.scheme == "smtps",
            user=unquote(parts.username or ""),
            password=os.environ.get(PASSWORD, ""),
            sender=sender,
        )

    @contextmanager
    def session(self) -> Iterator[smtplib.SMTP]:
        """An open session, signed in if there is a user. Raises `OSError`, which includes `smtplib.SMTPException`."""
        context = ssl.create_default_context()
        if self.is_tls:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=_PATIENCE_S, context=context)
        else:
            smtp = smtplib.SMTP(self.host, self.port, timeout=_PATIENCE_S)
        with smtp:
            if not self.is_tls and self.host not in LOOPBACK:
                smtp.starttls(context=context)
            if self.user:
                smtp.login(self.user, self.password)
            yield smtp


def make_message(sender: str, to: str, *, course: str, attempts: Sequence[str], origin: str) -> EmailMessage:
    """The message about feedback on these attempts, each a line such as "A sum, attempt 2"."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = to
    message["Subject"] = f"Feedback on what you handed in: {_one_line(course)}"
    message["Date"] = format_datetime(localtime())
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    lines = "\n".join(f"- {_one_line(attempt)}" for attempt in attempts)
    message.set_content(
        f"There is feedback on what you handed in:\n\n{lines}\n\nSign in as usual to read it: {origin}/\n\nThis is "
        "an automatic message. You get one for each attempt, and it contains no marks.\n"
    )
    return message


def _one_line(text: str) -> str:
    return " ".join(text.split())


# The thread that sends mails.

LOOK_S: Final = 10.0
"""Seconds between checks for new feedback."""
REFRESH_S: Final = 60.0
"""Seconds after which it checks even if nothing was judged: a due date may have passed."""
MOST_S: Final = 600.0
"""The longest wait after a server has failed; the wait doubles each time."""
log = logging.getLogger(__name__)


class Mailer:
    """A context in which messages are sent. Feedback from before the very first start is not mailed."""

    def __init__(self, server: MailServer, service: Service) -> None:
        self._server = server
        self._service = service
        self._told: set[AttemptKey] = set()
        self._seen: Hashable = None
        self._seen_at = -REFRESH_S
        self._stop = Event()
        self._thread = Thread(target=self._keep, name="mailer", daemon=True)

    def __enter__(self) -> Self:
        """Start the thread. Raises `StorageError`."""
        self._pass_over()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(timeout=5.0)

    def _keep(self) -> None:
        wait_s = LOOK_S
        while not self._stop.is_set():
            try:
                self._look()
                wait_s = LOOK_S
            except (GraderError, OSError) as error:
                wait_s = min(2 * wait_s, MOST_S)
                log.warning("mail waits for %.0f s: %s", wait_s, describe_error(error))
            self._stop.wait(wait_s)

    def _pass_over(self) -> None:
        """If no mail was ever sent, claim all feedback that can already be read."""
        if not self._service.access.has_claimed_mails():
            self._told |= self._service.access.claim_mails(self._readable())

    def _look(self) -> None:
        """Send mails about new feedback. Raises `GraderError` and `OSError`; attempts not yet claimed are mailed
        later.
        """
        version, now = self._service.board.version(), monotonic()
        if version == self._seen and now - self._seen_at < REFRESH_S:
            return
        new = self._readable() - self._told
        if new:
            self._tell(new)
        self._seen, self._seen_at = version, now

    def _readable(self) -> set[AttemptKey]:
        """Every attempt whose feedback its learner may read."""
        every = self._service.board.statuses()
        readable = (one for one in every if one.stage is Stage.JUDGED and one.feedback is None)
        return {AttemptKey(one.learner, one.exercise, one.attempt) for one in readable}

    def _tell(self, new: Collection[AttemptKey]) -> None:
        known = identities_of(self._service.out)
        addresses = {name: one.email for name, one in known.items() if is_address(one.email)}
        self._claim(one for one in new if one.learner not in addresses)
        theirs: defaultdict[str, list[AttemptKey]] = defaultdict(list)
        for one in sorted(new):
            if one.learner in addresses:
                theirs[one.learner].append(one)
        if theirs:
            with self._server.session() as smtp:
                for learner, own in theirs.items():
                    if claimed := self._claim(own):
                        self._send(smtp, addresses[learner], sorted(claimed))

    def _claim(self, attempts: Iterable[AttemptKey]) -> Collection[AttemptKey]:
        asked = frozenset(attempts)
        claimed = self._service.access.claim_mails(asked) if asked else asked
        self._told |= asked
        return claimed

    def _send(self, smtp: smtplib.SMTP, to: str, attempts: Iterable[AttemptKey]) -> None:
        """Send one message. Raises `OSError` if the server is gone; a refusal is logged, without the address."""
        course, titles, origin = self._service.course.title, self._service.titles, self._service.site.origin
        lines = [f"{titles.get(attempt.exercise, attempt.exercise)}, attempt {attempt.attempt}" for attempt in attempts]
        message = make_message(self._server.sender, to, course=course, attempts=lines, origin=origin)
        try:
            smtp.send_message(message, from_addr=self._server.sender, to_addrs=[to])
        except smtplib.SMTPServerDisconnected:
            raise
        except smtplib.SMTPException as error:
            log.warning("the mail server refused a message: %s", type(error).__name__)
