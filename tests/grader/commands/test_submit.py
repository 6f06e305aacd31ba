"""`grader submit`: a file handed in from a terminal, with a token that goes to its service and nowhere else."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from grader.cli import app
from grader.errors import SpecError, SystemFault
from tests.grader.web.serving import Served, notebook


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
        ("sum.py", notebook(), "AAAA", "not handed in: This token is not in force"),
        ("sum.txt", b"x", "", "neither a notebook"),
        ("sum.ipynb", b"PK\x03\x04", "", "This is an archive"),
        ("sum.py", b"#" * (17 * 2**20), "", "larger than 16 MiB"),
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


def test_nothing_that_answers_is_not_believed(path: Path) -> None:
    """Where nothing listens, nothing was handed in, and the command says so."""
    with pytest.raises(SystemFault, match="can't be reached"):
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
