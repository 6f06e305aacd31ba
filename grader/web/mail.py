"""Mail through the operator's SMTP server: who it is reached by, what a message says, and how it is sent.

A message says which attempts there is feedback on, and where to read it: no marks, no code, no name.
"""

import os
import re
import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, localtime, make_msgid
from typing import Final
from urllib.parse import unquote, urlsplit

from grader.errors import SpecError

PASSWORD: Final = "GRADER_MAIL_PASSWORD"  # noqa: S105 - a variable's name
_PORTS: Final = {"smtp": 25, "smtps": 465}
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_PATIENCE_S: Final = 30


def is_address(text: str) -> bool:
    """Whether it is one address in ASCII, and nothing but that."""
    return _ADDRESS.fullmatch(text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """A server that takes messages, and in whose name."""

    host: str
    port: int
    is_tls: bool
    """Whether TLS begins with the connection; otherwise it is asked for, unless the server is on this machine."""
    user: str
    password: str
    sender: str

    @classmethod
    def from_options(cls, url: str, sender: str | None) -> "MailServer":
        """The server at smtp://[user@]host[:port] or smtps://…; the password is in the environment.

        Raises:
            SpecError: the URL or the sender is none.
        """
        try:
            parts = urlsplit(url)
            port, host = parts.port, parts.hostname
        except ValueError:
            port, host, parts = None, None, urlsplit("")
        if parts.scheme not in _PORTS or not host or parts.password or parts.path.strip("/") or parts.query:
            raise SpecError(
                f"--mail-server: written smtp://host, smtp://user@host:587 or smtps://user@host; "
                f"a password is read from {PASSWORD}"
            )
        if not sender or not is_address(sender):
            raise SpecError("--mail-from: name the address that messages come from, such as grader@example.org")
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
        """An open session, signed in where there is a user. Raises `OSError`, `smtplib.SMTPException` among them."""
        context = ssl.create_default_context()
        if self.is_tls:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=_PATIENCE_S, context=context)
        else:
            smtp = smtplib.SMTP(self.host, self.port, timeout=_PATIENCE_S)
        with smtp:
            if not self.is_tls and self.host not in _LOOPBACK:
                smtp.starttls(context=context)
            if self.user:
                smtp.login(self.user, self.password)
            yield smtp


def make_message(sender: str, to: str, *, course: str, attempts: Sequence[str], origin: str) -> EmailMessage:
    """The message that there is feedback on these attempts, each a line such as "A sum, attempt 2"."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = to
    message["Subject"] = f"Feedback on what you handed in: {_one_line(course)}"
    message["Date"] = format_datetime(localtime())
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    lines = "\n".join(f"- {_one_line(one)}" for one in attempts)
    message.set_content(
        f"There is feedback on what you handed in:\n\n{lines}\n\nSign in as always to read it: {origin}/\n\n"
        "This message was sent by itself, once for each attempt, and holds no marks.\n"
    )
    return message


def _one_line(text: str) -> str:
    return " ".join(text.split())
