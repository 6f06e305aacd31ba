"""JupyterLab's server with our part of it, for real: whatever is asked, and whatever lies beside the notebooks."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from tests import simulated
from tests.jupyterlab import answered, lab_server
from tests.planted import plant

pytestmark = pytest.mark.install

ROOT = Path(__file__).parents[3]
QUESTIONS = ("check", "hint", "submit", "progress")
HERE = "01/sum.ipynb"
DEEP = b'{"path": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
NOT_ASKED = {
    "empty": b"",
    "blank": b" \n",
    "no JSON": b"path=01/sum.ipynb",
    "a list": b"[]",
    "a list of requests": b'[{"path": "01/sum.ipynb"}]',
    "a number": b"17",
    "a huge number": b"1" + b"0" * 5_000,
    "a string": b'"01/sum.ipynb"',
    "true": b"true",
    "null": b"null",
    "NaN": b"NaN",
    "NaN for a path": b'{"path": NaN}',
    "no path": b"{}",
    "another key": b'{"file": "01/sum.ipynb"}',
    "no path but a token": b'{"token": "AAAA"}',
    "a path that is null": b'{"path": null}',
    "a path that is a number": b'{"path": 1}',
    "a path that is a huge number": b'{"path": 1' + b"0" * 5_000 + b"}",
    "a path that is a list": b'{"path": ["01/sum.ipynb"]}',
    "a path that is an object": b'{"path": {"path": "01/sum.ipynb"}}',
    "a token that is a number": b'{"path": "01/sum.ipynb", "token": 7}',
    "a token that is a list": b'{"path": "01/sum.ipynb", "token": []}',
    "a token that is null": b'{"path": "01/sum.ipynb", "token": null}',
    "nested": DEEP,
    "nested elsewhere": DEEP.replace(b'"path"', b'"x"'),
    "cut off": b'{"path": "01/sum',
    "two documents": b'{"path": "a"} {"path": "b"}',
    "a comma too many": b'{"path": "a",}',
    "not UTF-8": b'{"path": "\xff\xfe"}',
    "a surrogate in bytes": b'{"path": "\xed\xa0\x80"}',
    "UTF-16": '{"path": "a"}'.encode("utf-16"),
    "a mark of byte order": b'\xef\xbb\xbf{"path": "01/sum.ipynb"}',
    "a bare NUL": b'{"path": "a\0b"}',
    "NUL": b"\0",
}
"""Bodies that ask for nothing."""
NO_FILES = {
    "NUL": "01/a\0b.ipynb",
    "NUL alone": "\0",
    "5,000 characters": "a/" * 2_500,
    "a name of 256 bytes": "a" * 256,
    "a name of 256 bytes, of characters": "é" * 128,
    "a folder's name of 300 bytes": "a" * 300 + "/sum.ipynb",
    "a megabyte": "a" * 2**20,
    "half a character": "\ud800.ipynb",
    "the other half": "01/\udfff",
    "an undecodable byte": "01/\udcff",
    "above": "../exercises/01/sum.ipynb",
    "far above": "../" * 50 + "etc/passwd",
    "above, later": "01/../../exercises/01/sum.ipynb",
    "a link that leads outside": "outside",
    "a link to itself": "circle",
    "inside a link to itself": "circle/sum.ipynb",
    "inside a file": f"{HERE}/sum.ipynb",
}
"""Paths at which there is no file of the server's folder."""
ODD = {
    "nothing": "",
    "a folder": "01",
    "the folder itself": "./.",
    "an absolute path": "/etc/passwd",
    "a device": "/dev/zero",
    "a pipe": "pipe",
    "a file that is not there": "01/none.ipynb",
    "a broken link": "broken",
    "a line": "a\nb\u2028c\x85",
    "an option": "--help",
    "a name of 255 bytes": "a" * 255,
    "4,000 characters": "a/" * 2_000,
}
"""Paths that are asked for in vain by those who want a verdict."""


@dataclass(frozen=True, slots=True)
class Server:
    """`grader lab` at work."""

    address: str
    token: str
    root: Path

    def ask(self, question: str, body: bytes) -> tuple[int, dict[str, object]]:
        """The status and the last line with which our part answers."""
        status, said = answered(f"{self.address}grader/{question}", self.token, body)
        answer: dict[str, object] = json.loads(said.split(b"\n")[-2])
        return status, answer

    def get(self, path: str) -> tuple[int, bytes]:
        """The status and body of a page or file."""
        return answered(f"{self.address}{path}", self.token)


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment that has JupyterLab, and all that this one has."""
    folder = tmp_path_factory.mktemp("lab")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    (here,) = Path(sys.prefix).glob("lib/python*/site-packages")
    (packages / "this.pth").write_text(f"{here}\n{ROOT}\n", encoding="utf-8")
    words = ["install", "-q", "-c", str(ROOT / "constraints.txt"), "jupyterlab"]
    subprocess.run([str(folder / "bin" / "pip"), *words], check=True)
    return folder / "bin" / "python"


@pytest.fixture(scope="module")
def server(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`grader lab`, typed where everything is planted, in the folder of the learner's copies."""
    home = tmp_path_factory.mktemp("home")
    root = simulated.course(home / "course")
    scratch = home / "scratch"
    (root / "mine" / "01").mkdir(parents=True)
    scratch.mkdir()
    marker = plant(root / "mine")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("total = 3")])
    nbformat.write(notebook, root / "mine" / "plain.ipynb")
    (root / "mine" / "outside").symlink_to("/etc/passwd")
    (root / "mine" / "circle").symlink_to("circle")
    (root / "mine" / "broken").symlink_to("gone")
    os.mkfifo(root / "mine" / "pipe")
    hidden = '{"ContentsManager": {"allow_hidden": true}}'  # else Jupytext, if it is on, runs no .jupytext.py
    (scratch / "jupyter_server_config.json").write_text(hidden, encoding="utf-8")
    variables = {
        "JUPYTER_CONFIG_DIR": str(scratch),
        "JUPYTER_CONFIG_PATH": f"{sys.prefix}/etc/jupyter:",
        "PYTHONPATH": "",
    }
    with lab_server([str(python), "-P", "-m", "grader"], root / "mine", scratch, **variables) as (address, token):
        yield Server(address, token, root)
    assert not marker.exists(), marker.read_text()


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("body", NOT_ASKED.values(), ids=NOT_ASKED)
def test_a_body_that_asks_for_nothing_is_refused(server: Server, question: str, body: bytes) -> None:
    """By 400, with what a request must be."""
    status, answer = server.ask(question, body)

    assert status == 400
    assert str(answer["error"]).startswith('the request must be {"path": "…"} in JSON: ')


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("path", NO_FILES.values(), ids=NO_FILES)
def test_a_path_that_leads_to_no_file_is_refused(server: Server, question: str, path: str) -> None:
    """By 400, with a sentence that names it, and not all of a long one."""
    status, answer = server.ask(question, json.dumps({"path": path}).encode())

    assert status == 400
    assert 20 < len(str(answer["error"])) < 1_000


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("path", ODD.values(), ids=ODD)
def test_what_is_no_file_is_not_checked_or_handed_in(server: Server, question: str, path: str) -> None:
    """There is a sentence. The map of the course is there for folders, too, and no hint where nothing was checked."""
    status, answer = server.ask(question, json.dumps({"path": path}).encode())

    if question in {"check", "submit"}:
        assert status == 400
        assert answer["error"]
    else:
        assert (status, "error" in answer) in {(200, False), (400, True)}


@pytest.mark.parametrize("token", ["a\0b", "é", "a\r\nHost: b", "a\x7fb", "a" * 2_000_000])
def test_what_is_no_token_is_not_used(server: Server, token: str) -> None:
    """It would go into an environment and a header."""
    status, answer = server.ask("submit", json.dumps({"path": HERE, "token": token}).encode())

    assert status == 400
    assert "is not a token" in str(answer["error"])


def test_other_keys_and_later_ones_of_a_name_do_no_harm(server: Server) -> None:
    """The last one of a name counts, as in every reader of JSON."""
    body = b'{"path": "none", "path": "01/sum.ipynb", "more": {"a": [1, null]}}'

    assert server.ask("progress", body)[0] == 200


def test_jupyters_own_pages_load_nothing_from_there(server: Server) -> None:
    """A script is opened, a notebook is exported, and the language servers are listed, without what is planted."""
    assert server.get("api/contents/typing.py")[0] == 200
    assert server.get("api/contents/plain.ipynb")[0] == 200
    status, page = server.get("nbconvert/html/plain.ipynb?download=false")
    assert (status, b"PLANTED" in page) == (200, False)
    assert server.get("lsp/status")[0] == 200
    assert server.get("lab")[0] == 200
