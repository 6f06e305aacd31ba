"""`grader lab` in a real Chromium, driven from outside: documents are edited and buttons are pressed."""

import json
import os
import subprocess
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Self, TypeVar
from urllib.error import HTTPError, URLError
from urllib.parse import quote

from selenium.common.exceptions import TimeoutException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser.conftest import chromium
from tests.service_process import free_port

WAIT_S = 300.0
"""Until something must be there: a first verdict on a busy machine waits for TensorFlow."""
READY = "return window.jupyterapp?.shell.currentWidget?.context?.isReady === true"
EDIT = """
const cells = window.jupyterapp.shell.currentWidget.content.widgets.filter(cell => cell.model.type === 'code');
cells.forEach((cell, place) => cell.model.sharedModel.setSource(arguments[0][place]));
return window.jupyterapp.shell.currentWidget.context.model.dirty;
"""
"""Writes into the code cells of the open notebook, as typing does; whether it has changes that are not saved."""
ACTIVE = """
const {widgets, activeCellIndex} = window.jupyterapp.shell.currentWidget.content;
return widgets.slice(0, activeCellIndex).filter(cell => cell.model.type === 'code').length;
"""
"""The number of code cells before the one that is active."""
MARKED = """
const cells = window.jupyterapp.shell.currentWidget.content.widgets.filter(cell => cell.model.type === 'code');
return cells.flatMap((cell, place) => cell.hasClass('grader-first-fault') ? [place] : []);
"""
"""The numbers of the code cells that are marked."""
PANEL = "return document.getElementById('grader-course')?.innerText ?? ''"
HINTS = "return [...document.querySelectorAll('.grader-hints li')].map(one => one.innerText)"
FIELD = "#grader-course input[type=password]"
RECORD = """
const panel = document.getElementById('grader-course');
window.graderShown = [];
new MutationObserver(() => window.graderShown.push(panel.innerText)).observe(panel, {childList: true, subtree: true});
"""
"""Remembers every text that stands in the panel from now on."""
PRESS = """
const label = arguments[0];
const buttons = document.querySelectorAll('#grader-course button, [data-jp-item-name=graderCheck] *');
const button = [...buttons].find(one => one.innerText?.trim() === label && !one.disabled);
button?.click();
return button !== undefined;
"""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Lab:
    """A learner's JupyterLab, and the browser in which it is open."""

    browser: Chrome
    address: str
    token: str

    @classmethod
    @contextmanager
    def start(cls, folder: Path, programs: Path, scratch: Path) -> Iterator[Self]:
        """Type `grader lab` in a course's folder, with the programs of an environment; end it afterwards."""
        with lab_server([str(programs / "grader")], folder, scratch) as (address, token):
            browser = chromium(scratch / "profile", "--window-size=1400,1000")
            try:
                yield cls(browser, address, token)
            finally:
                browser.quit()

    def open(self, path: str) -> None:
        """Show a notebook, by its path from the learner's folder."""
        self.browser.get(f"{self.address}lab/tree/{quote(path)}?token={self.token}&reset")
        self.until(lambda: self.browser.execute_script(READY))
        self.shows("exercises done")
        self.browser.execute_script(RECORD)

    def edit(self, sources: Sequence[str]) -> bool:
        """Write into the code cells; whether the notebook has changes that are not saved."""
        return bool(self.browser.execute_script(EDIT, list(sources)))

    def press(self, label: str) -> None:
        """Press the button that says so, in the panel or in the notebook's toolbar, once it is there."""
        self.until(lambda: self.browser.execute_script(PRESS, label))

    def type_token(self, token: str) -> None:
        """Type a personal token where the panel asks for it, in place of what stands there, and hand in with it."""
        field = self.until(lambda: self.browser.find_elements(By.CSS_SELECTOR, FIELD))[0]
        field.clear()
        field.send_keys(token)
        self.press("Hand in with this token")

    def lose_files(self) -> None:
        """From now on nothing reaches the part of the server that reads and writes files, as on a lost connection."""
        self.browser.execute_cdp_cmd("Network.enable", {})
        self.browser.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["*/api/contents/*"]})

    def active_code_cell(self) -> int:
        """The number of the code cell that is active, from 0."""
        return int(self.browser.execute_script(ACTIVE))

    def marked_code_cells(self) -> list[int]:
        """The numbers of the code cells that are marked, from 0."""
        return list(self.browser.execute_script(MARKED))

    def hints(self) -> list[str]:
        """The hints that stand in the panel."""
        return list(self.browser.execute_script(HINTS))

    def panel(self) -> str:
        """What stands in the panel, in one line."""
        return _one_line(self.browser.execute_script(PANEL))

    def was_shown(self) -> list[str]:
        """Every text that stood in the panel since the notebook was opened."""
        return [_one_line(text) for text in self.browser.execute_script("return window.graderShown")]

    def shows(self, words: str) -> str:
        """The panel's text, once these words are in it."""
        try:
            self.until(lambda: words in self.panel())
        except TimeoutException:
            raise AssertionError(f"{words!r} is not in the panel:\n{self.panel()}") from None
        return self.panel()

    def ask(self, question: str, path: str) -> dict[str, Any]:
        """The last line of what the server's part of the extension answers about a path."""
        _, said = answered(f"{self.address}grader/{question}", self.token, json.dumps({"path": path}).encode())
        answer: dict[str, Any] = json.loads(said.splitlines()[-1])
        return answer

    def until(self, found: Callable[[], T]) -> T:
        """What comes of a call once that is something."""
        waiting: WebDriverWait[Chrome] = WebDriverWait(self.browser, WAIT_S)
        return waiting.until(lambda _: found())


@contextmanager
def lab_server(grader: Sequence[str], folder: Path, scratch: Path, **variables: str) -> Iterator[tuple[str, str]]:
    """The address of `grader lab`, typed in a folder, and what opens it; it ends with the block."""
    options = ["--no-browser", "--expose-app-in-browser", f"--port={free_port()}"]
    options += ["--allow-root"] if os.geteuid() == 0 else []
    env = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    env |= {"XDG_CACHE_HOME": str(folder.parent / "cache"), "HOME": str(scratch)}
    env |= {"JUPYTER_RUNTIME_DIR": str(scratch / "runtime"), **variables}
    command = [*grader, "lab", "--", *options]
    with (
        (scratch / "lab.log").open("wb") as log,
        subprocess.Popen(command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log) as server,
    ):
        try:
            yield _wait_for_server(server, scratch)
        finally:
            server.terminate()


def answered(address: str, token: str, body: bytes | None = None) -> tuple[int, bytes]:
    """The status and body with which a server answers a request; with a body, to a POST."""
    headers = {"Authorization": f"token {token}", "Content-Type": "application/json"}
    request = urllib.request.Request(address, body, headers)  # noqa: S310 - on loopback
    try:
        with urllib.request.urlopen(request) as response:  # noqa: S310 - as above
            return response.status, response.read()
    except HTTPError as error:
        with error:
            return error.code, error.read()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _wait_for_server(server: "subprocess.Popen[bytes]", scratch: Path) -> tuple[str, str]:
    """The address of the server, and what opens it."""
    end = monotonic() + WAIT_S
    while monotonic() < end and server.poll() is None:
        for info in _server_infos(scratch / "runtime"):
            address, token = str(info["url"]), str(info["token"])
            try:
                with urllib.request.urlopen(f"{address}api/status?token={token}"):  # noqa: S310 - on loopback
                    return address, token
            except (URLError, OSError):
                pass
        sleep(0.1)
    raise AssertionError(f"JupyterLab did not start:\n{(scratch / 'lab.log').read_text(errors='replace')}")


def _server_infos(runtime: Path) -> Iterator[dict[str, Any]]:
    """What a server writes about itself once it listens, where it has written that whole."""
    for path in runtime.glob("jpserver-*.json"):
        try:
            yield json.loads(path.read_bytes())
        except ValueError:
            continue
