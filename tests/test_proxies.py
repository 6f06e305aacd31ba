"""The manual's recipes for nginx and Caddy, as real proxies with TLS in front of a real service."""

import http.client
import json
import os
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import pytest

from grader.service.web.access import Access, Person, Role
from grader.source.records import MAX_FILE_MIB
from tests import simulated
from tests.grader.service.web.serving import WAIT_S, Client, notebook
from tests.service_process import SIMULATED, ServiceProcess, free_port
from tests.shown import MANUAL

pytestmark = pytest.mark.kernel

NAME = "grader.example.org"
URL = f"https://{NAME}"
PAGE = MANUAL / "operators" / "serve.md"
MOST_GUESSES = 200
"""Tokens that aren't in force, until an address has to wait at the latest: some are forgotten meanwhile."""
AROUND_NGINX = """
daemon off;
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log info;
events {{ worker_connections 256; }}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{recipe}
}}
"""
AROUND_CADDY = """
{{
    admin off
    auto_https disable_redirects
    skip_install_trust
    grace_period 1ms
}}
{recipe}
"""


@dataclass(slots=True, kw_only=True)
class Browser(Client):
    """A client that comes by TLS, from an address of its own."""

    trusted: Path
    address: str = "127.0.0.1"

    @property
    def origin(self) -> str:
        """The proxy's."""
        return URL

    def connect(self) -> http.client.HTTPConnection:
        """One to the proxy, in which every request is for its name."""
        plain = socket.create_connection(("127.0.0.1", self.port), WAIT_S, (self.address, 0))
        connection = _Connection(NAME, timeout=WAIT_S)
        connection.sock = ssl.create_default_context(cafile=str(self.trusted)).wrap_socket(plain, server_hostname=NAME)
        return connection


class _Connection(http.client.HTTPConnection):
    """A connection that is open already, and is not opened again when the other side closes it."""

    auto_open = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxied:
    """A service and the proxy in front of it."""

    service: ServiceProcess
    port: int
    """The proxy's."""
    folder: Path
    """What the proxy writes."""
    certificate: Path

    def browser(self, address: str = "127.0.0.1") -> Browser:
        """One that nobody signed in with."""
        return Browser(self.port, trusted=self.certificate, address=address)

    def link(self, name: str) -> str:
        """The path of a link of somebody's."""
        with closing(Access.open(self.service.out, self.service.place)) as access:
            access.enrol([Person(name=name, role=Role.LEARNER)])
            return f"/sign-in/{access.new_link(name, lives_s=60)}"

    def signed_in(self, name: str) -> Browser:
        """One with a new session."""
        browser = self.browser()
        assert browser.post(self.link(name), csrf="").status == 303
        return browser


def recipe(word: str) -> str:
    """The block of the manual's page in which that word stands."""
    blocks = PAGE.read_text(encoding="utf-8").split("```")[1::2]
    (found,) = (block for block in blocks if word in block)
    return found


def replaced(text: str, *changes: tuple[str, str]) -> str:
    """A text in which each is changed wherever it stands. Fails where it stands nowhere."""
    for old, new in changes:
        assert old in text, f"the recipe has no {old}"
        text = text.replace(old, new)
    return text


def certificate(folder: Path) -> tuple[Path, Path]:
    """A key, and a certificate of our name that it signed itself."""
    key, own = folder / "key.pem", folder / "cert.pem"
    words = f"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN={NAME}"
    names = ("-addext", f"subjectAltName=DNS:{NAME}", "-keyout", str(key), "-out", str(own))
    subprocess.run([*words.split(), *names], check=True, capture_output=True)
    return key, own


def nginx(folder: Path, port: int, service: int, files: tuple[Path, Path]) -> list[str]:
    """The command that starts it by the manual's recipe."""
    text = replaced(
        recipe("proxy_pass"),
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("listen 80", f"listen 127.0.0.1:{free_port()}"),
        ("127.0.0.1:8000", f"127.0.0.1:{service}"),
        ("/etc/ssl/grader.pem", str(files[1])),
        ("/etc/ssl/grader.key", str(files[0])),
    )
    user = "user root;" if os.geteuid() == 0 else ""  # else another account, which can't read this folder
    path = folder / "nginx.conf"
    path.write_text(AROUND_NGINX.format(folder=folder, user=user, recipe=text), encoding="utf-8")
    return ["nginx", "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(path)]


def caddy(folder: Path, port: int, service: int, files: tuple[Path, Path]) -> list[str]:
    """The command that starts it by the manual's recipe, with a certificate that it need not fetch."""
    text = replaced(
        recipe("reverse_proxy"),
        (f"{NAME} {{", f"https://{NAME}:{port} {{\n    tls {files[1]} {files[0]}"),
        ("127.0.0.1:8000", f"127.0.0.1:{service}"),
    )
    path = folder / "Caddyfile"
    path.write_text(AROUND_CADDY.format(recipe=text), encoding="utf-8")
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(path)]


COMMANDS = {"nginx": nginx, "caddy": caddy}


@contextmanager
def running(command: list[str], folder: Path, port: int) -> Iterator[None]:
    """A proxy that listens."""
    homes = {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with (
        (folder / "said").open("wb") as said,
        subprocess.Popen(command, stdout=said, stderr=said, env=os.environ | homes) as process,
    ):
        try:
            _wait_until_it_listens(process, port, folder)
            yield
        finally:
            process.terminate()


def _wait_until_it_listens(process: "subprocess.Popen[bytes]", port: int, folder: Path) -> None:
    end = monotonic() + WAIT_S
    while monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), WAIT_S).close()
        except OSError:
            sleep(0.05)
        else:
            return
    pytest.fail((folder / "said").read_text(encoding="utf-8"))


@pytest.fixture(scope="module", params=sorted(COMMANDS))
def proxied(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxied]:
    if not (shutil.which(request.param) and shutil.which("openssl")):
        pytest.skip(f"{request.param} or openssl is not installed; on Debian: apt-get install {request.param} openssl")
    folder = tmp_path_factory.mktemp(request.param)
    own, port, files = folder / "proxy", free_port(), certificate(folder)
    own.mkdir()
    course = simulated.course(folder / "course")
    with ServiceProcess.start(course, folder / "out", "--proxy", URL, line=SIMULATED) as service:
        command = COMMANDS[request.param](own, port, service.port, files)
        with running(command, own, port):
            yield Proxied(service=service, port=port, folder=own, certificate=files[1])


def test_a_link_signs_in(proxied: Proxied) -> None:
    """The cookie is for this host and for TLS alone, and the proxy's logs don't have the link."""
    browser, link = proxied.browser(), proxied.link("ada")

    assert browser.get(link).status == 200
    entered = browser.post(link, csrf="")
    assert (entered.status, entered.headers["location"]) == (303, "/")
    assert entered.headers["set-cookie"].startswith("__Host-")
    assert "max-age" in entered.headers["strict-transport-security"]
    assert "Hand in" in browser.get("/").text
    written = b"".join(path.read_bytes() for path in proxied.folder.rglob("*") if path.is_file())
    assert link.rpartition("/")[2].encode() not in written


def large(mib: int) -> bytes:
    """A notebook with so much output."""
    output = {"output_type": "stream", "name": "stdout", "text": "#" * mib * 2**20}
    code = {"cell_type": "code", "metadata": {}, "source": notebook().decode(), "execution_count": 1}
    whole = {"cells": [{**code, "outputs": [output]}], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    return json.dumps(whole).encode()


@pytest.mark.parametrize("mib", [0, 3])
def test_a_file_is_handed_in(proxied: Proxied, mib: int) -> None:
    """One too that a proxy does not keep in its memory."""
    assert "Your receipt" in proxied.signed_in(f"size-{mib}").hand_in(large(mib), "sum.ipynb").text


def test_a_file_that_is_too_large_is_refused_with_a_reason(proxied: Proxied) -> None:
    """By us: a proxy would only say that something went wrong."""
    browser = proxied.signed_in("cyd")
    refused = browser.hand_in(large(MAX_FILE_MIB + 2), "sum.ipynb")

    assert (refused.status, f"larger than {MAX_FILE_MIB} MiB" in refused.text) == (413, True)
    assert "attempt </span>" not in browser.get("/").text


def test_a_live_page_is_not_held_back(proxied: Proxied) -> None:
    """What changes comes while the connection is open, not when a buffer is full."""
    browser = proxied.signed_in("bob")
    with browser.events() as (status, events):
        before = next(events)
        browser.hand_in(notebook("total = 'live'"))
        after = next(event for event in events if event != before)

    assert status == 200
    assert "attempt" not in before
    assert "attempt </span>1" in after


def test_each_address_waits_for_its_own_failures(proxied: Proxied) -> None:
    """The service knows from where a request comes, and believes nobody but the proxy about it."""
    guessing = proxied.browser("127.0.0.2")
    guessing.token = "wrong"  # noqa: S105 - no secret
    other = proxied.browser("127.0.0.3")
    other.token = "wrong"  # noqa: S105 - as above
    found = [guessing.get("/api/attempts").status]
    while found[-1] == 401 and len(found) < MOST_GUESSES:
        found.append(guessing.get("/api/attempts").status)

    assert (found[0], found[-1]) == (401, 429)
    assert guessing.ask("GET", "/api/attempts", X_Forwarded_For="192.0.2.7").status == 429
    assert other.get("/api/attempts").status == 401


def test_a_form_of_another_site_is_refused(proxied: Proxied) -> None:
    """The origin must be the proxy's address, and not that on which the service listens."""
    browser = proxied.signed_in("ada")
    form = {"Content_Type": "application/x-www-form-urlencoded"}
    body = f"csrf={browser.csrf()}&label=laptop".encode()
    found = {
        origin: browser.ask("POST", "/tokens", body, Origin=origin, **form).status
        for origin in (URL, "https://evil.example", f"http://127.0.0.1:{proxied.service.port}", f"http://{NAME}")
    }

    assert found.pop(URL) == 200
    assert set(found.values()) == {403}
