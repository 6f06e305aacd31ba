"""A real SMTP server on loopback that keeps what it is sent."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A message, as the server was handed it."""

    sender: str
    to: tuple[str, ...]
    """Of the envelope."""
    message: EmailMessage


@dataclass(slots=True)
class SmtpServer:
    """What a server has taken, and whom it does not take anything for."""

    port: int = 0
    sent: list[Sent] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    arrived: threading.Event = field(default_factory=threading.Event)

    @classmethod
    @contextmanager
    def start(cls, port: int = 0) -> Iterator["SmtpServer"]:
        """A server that listens until the block ends."""
        kept = cls()

        class Handler(_Handler):
            server_of = kept

        socketserver.ThreadingTCPServer.allow_reuse_address = True
        with socketserver.ThreadingTCPServer(("127.0.0.1", port), Handler) as server:
            kept.port = int(server.server_address[1])
            thread = threading.Thread(target=server.serve_forever, args=(0.01,))
            thread.start()
            yield kept
            server.shutdown()
            thread.join()


class _Handler(socketserver.StreamRequestHandler):
    server_of: SmtpServer

    def handle(self) -> None:
        """One session."""
        self._say("220 ready")
        sender = ""
        to: list[str] = []
        while line := self.rfile.readline().decode().rstrip("\r\n"):
            verb, _, rest = line.partition(" ")
            address = rest.partition("<")[2].partition(">")[0]
            match verb.upper():
                case "MAIL":
                    sender, to = address, []
                    self._say("250 ok")
                case "RCPT" if address in self.server_of.refused:
                    self._say("550 no such person")
                case "RCPT":
                    to.append(address)
                    self._say("250 ok")
                case "DATA":
                    self._say("354 go on")
                    self._keep(sender, tuple(to))
                    self._say("250 taken")
                case "QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("250 ok")

    def _keep(self, sender: str, to: tuple[str, ...]) -> None:
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        message = message_from_bytes(b"".join(lines), policy=default)
        self.server_of.sent.append(Sent(sender=sender, to=to, message=message))
        self.server_of.arrived.set()

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())
