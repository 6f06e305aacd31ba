"""What the web process says to the process that judges."""

from pathlib import Path

from grader.commands.serve import Settings
from grader.commands.worker import Machines


def test_settings_arrive_as_they_were_sent() -> None:
    """On one line, with every path, the certificates' among them."""
    machines = Machines(
        workers=2, sandbox="cold", cluster="tls://host:8786", ca=Path("/ca.pem"), cert=Path("cert\n.pem")
    )
    settings = Settings(
        out=Path("out"), course=Path("out/é"), origin=Path("/course"), gradebook="postgresql://h/d", machines=machines
    )
    line = settings.to_line()

    assert line.count(b"\n") == 1
    assert Settings.from_line(line) == settings
