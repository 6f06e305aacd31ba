"""`grader submit`: a file handed in from a terminal, with a token that goes to its service and nowhere else."""

import json
import os
import pty
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from grader.commands.cli import app
from grader.errors import SpecError, SystemFault
from tests import simulated
from tests.grader.service.web.serving import Served, notebook


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The small course, served on loopback."""
    with Served.start(tmp_path_factory.mktemp("served")) as one:
        yield one


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An answer."""
    found = tmp_path / "sum.py"
    found.write_bytes(notebook())
    return found


def submit(path: Path, to: str, token: str, *options: str) -> Result:
    """What the command prints. Raises what ends it."""
    ended = CliRunner().invoke(app, ["submit", str(path), "--to", to, *options], env={"GRADER_TOKEN": token})
    if ended.exception and not isinstance(ended.exception, SystemExit):
        raise ended.exception
    return ended


def test_a_file_is_handed_in_and_its_receipt_printed(served: Served, path: Path) -> None:
    """The receipt is the one of the page, and is genuine."""
    client = served.as_person("ada")
    token = served.service.access.new_token("ada", "laptop")
    printed = submit(path, client.origin, token).stdout
    again = submit(path, client.origin, token, "--json").stdout

    assert printed.startswith("learner: ada\nexercise: 01/sum\nattempt: 1\nsha256: ")
    assert "is genuine, and the attempt" in client.post("/receipts", receipt=printed).text
    assert json.loads(again)["again"] is True
    assert json.loads(again)["receipt"] == printed.rstrip("\n")


@pytest.mark.parametrize(
    ("name", "content", "token", "said"),
    [
        ("sum.py", notebook(), "AAAA", r"This token is not valid. Make a new one at http://\S+/tokens"),
        ("sum.txt", b"x", "", "neither a notebook"),
        ("sum.ipynb", b"PK\x03\x04", "", "This is an archive"),
        ("sum.py", b"#" * (21 * 2**20), "", "larger than 20 MiB"),
    ],
)
def test_a_refusal_is_the_services_sentence(  # noqa: PLR0913, PLR0917 - a case
    served: Served, tmp_path: Path, name: str, content: bytes, token: str, said: str
) -> None:
    """As on the page."""
    (tmp_path / name).write_bytes(content)
    own = token or served.service.access.new_token("bob", "laptop")

    with pytest.raises((SpecError, SystemFault), match=said):
        submit(tmp_path / name, served.visitor().origin, own)


@pytest.mark.parametrize("to", ["http://grader.example.org", "ftp://127.0.0.1", "grader.example.org", "https://"])
def test_a_token_never_travels_readable(path: Path, to: str) -> None:
    """Without TLS to this machine alone."""
    with pytest.raises(SpecError, match="https://"):
        submit(path, to, "AAAA")


def submit_in_terminal(path: Path, home: Path, typed: str) -> tuple[int, str]:
    """The exit code and all that is shown of the command, where somebody types a line if one is asked for."""
    master, terminal = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name != "GRADER_TOKEN"}
    call = [sys.executable, "-c", "from grader.commands.cli import main; main()", "submit", str(path)]
    environment["XDG_CONFIG_HOME"] = str(home)
    with subprocess.Popen(
        call, env=environment, start_new_session=True, stdin=terminal, stdout=terminal, stderr=terminal
    ) as process:
        os.close(terminal)
        shown = b""
        while piece := _piece(master):
            shown += piece
            if shown.endswith(b": "):  # nothing is echoed any more
                os.write(master, f"{typed}\n".encode())
    os.close(master)
    return process.returncode, shown.decode()


def _piece(terminal: int) -> bytes:
    """What is shown next; nothing once the program has ended."""
    try:
        return os.read(terminal, 1024)
    except OSError:
        return b""


def test_a_token_is_typed_once_and_kept_for_oneself(served: Served, tmp_path: Path) -> None:
    """In a file of mode 0600 in a folder of one's own; one that the service no longer takes is asked for again."""
    root, kept = simulated.course(tmp_path / "course"), tmp_path / "config" / "grader" / "tokens.json"
    origin = served.visitor().origin
    with (root / "exercises" / "course.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[hand_in]\nservice = "{origin}"\n')
    path = root / "mine" / "sum.py"
    path.parent.mkdir()
    path.write_bytes(notebook("total = 4"))
    token = served.service.access.new_token("bob", "laptop")

    code, shown = submit_in_terminal(path, tmp_path / "config", token)
    assert code == 0, shown
    assert "Your token is saved in" in shown
    assert "learner: bob" in shown
    assert token not in shown
    assert json.loads(kept.read_bytes()) == {origin: token}
    assert [stat.S_IMODE(one.stat().st_mode) for one in (kept, kept.parent)] == [0o600, 0o700]

    code, shown = submit_in_terminal(path, tmp_path / "config", "")
    assert code == 0, shown
    assert "the same attempt" in shown
    assert "Your token" not in shown

    kept.write_text(json.dumps({origin: "AAAA"}), encoding="utf-8")
    code, shown = submit_in_terminal(path, tmp_path / "config", "")
    assert code == 2
    assert "This token is not valid" in shown
    assert json.loads(kept.read_bytes()) == {}


def test_without_a_terminal_nobody_is_asked(path: Path, served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command says what to do, and does not wait."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(path.parent))

    with pytest.raises(SpecError, match=r"your token for .* is not known here"):
        submit(path, served.visitor().origin, "")


def test_nothing_that_answers_is_not_believed(path: Path) -> None:
    """Where nothing listens, nothing was handed in, and the command says so."""
    with pytest.raises(SystemFault, match=r"can't be reached \(Connection refused\)"):
        submit(path, "http://127.0.0.1:9", "AAAA")


def test_a_token_follows_no_redirect(path: Path) -> None:
    """A service that sends elsewhere gets an error, and elsewhere gets nothing."""
    asked = []

    class Elsewhere(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(307)
            self.send_header("Location", f"http://127.0.0.1:{server.server_port}/elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        with pytest.raises(SystemFault):
            submit(path, f"http://127.0.0.1:{server.server_port}", "AAAA")
        thread.join()

    assert asked == ["/api/hand-in"]
