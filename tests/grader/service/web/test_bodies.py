"""How much of a body is read, and for how long, on real connections."""

import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

import pytest

from grader.service.web import guard, middleware
from tests.grader.service.web.serving import MULTIPART, WAIT_S, Served, notebook

CHUNK = 2**16
IN_BUFFERS = 24 * 2**20
"""What systems take from a sender that nobody has read yet, at most."""
SENT = 96 * 2**20


@contextmanager
def connected(served: Served, head: str) -> Iterator[socket.socket]:
    """A connection on which the head of a request was sent; a line of it is divided from the next by `|`."""
    lines = [*head.split("|"), f"Host: 127.0.0.1:{served.port}", f"Origin: http://127.0.0.1:{served.port}", "", ""]
    with closing(socket.create_connection(("127.0.0.1", served.port), timeout=WAIT_S)) as connection:
        connection.sendall("\r\n".join(lines).encode())
        yield connection


def poured(connection: socket.socket, piece: bytes) -> int:
    """How many bytes could be sent until the connection was closed, or `SENT` were."""
    count = 0
    try:
        while count < SENT:
            connection.sendall(piece)
            count += len(piece)
    except ConnectionError:
        pass
    return count


def rest(connection: socket.socket) -> bytes:
    """What is answered until the connection is closed."""
    found = b""
    try:
        while piece := connection.recv(CHUNK):
            found += piece
    except ConnectionError:
        pass
    return found


@pytest.mark.parametrize("path", ["/hand-in", "/api/hand-in", "/sign-in/x", "/nowhere", "/health/live", "/tokens"])
@pytest.mark.parametrize(
    ("length", "piece"),
    [
        (f"Content-Length: {10**12}", b"x" * CHUNK),
        ("Transfer-Encoding: chunked", f"{CHUNK:x}\r\n".encode() + b"x" * CHUNK + b"\r\n"),
    ],
    ids=["length", "chunks"],
)
def test_a_refused_body_is_read_no_further_than_it_may_be(
    served: Served, monkeypatch: pytest.MonkeyPatch, path: str, length: str, piece: bytes
) -> None:
    """The connection ends with the answer: the server would read on otherwise, to find the next request."""
    monkeypatch.setattr(middleware, "_MOST_BYTES", 2**20)
    with connected(served, f"POST {path} HTTP/1.1|{length}") as connection:
        assert poured(connection, piece) < 2**20 + IN_BUFFERS


def test_a_body_that_is_too_large_is_not_kept_while_it_comes(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also from somebody who may hand in: what is over 20 MiB is passed over, and then no more is read."""
    monkeypatch.setattr(middleware, "_MOST_BYTES", 2**20)
    token = served.service.access.new_token("ada", "test")
    head = f"POST /api/hand-in HTTP/1.1|Authorization: Bearer {token}|Content-Length: {10**12}"
    with connected(served, head) as connection:
        assert poured(connection, b"x" * CHUNK) < 18 * 2**20 + IN_BUFFERS


def test_a_refused_body_that_is_small_leaves_the_connection_open(served: Served) -> None:
    """The next request on it is found where it begins, and answered."""
    with connected(served, "POST /hand-in HTTP/1.1|Content-Length: 5") as connection:
        connection.sendall(b"GET /" + f"GET /health/live HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\n".encode())
        connection.sendall(b"Connection: close\r\n\r\n")

        assert re.findall(rb"HTTP/1.1 (\d+)", rest(connection)) == [b"401", b"200"]


def test_a_body_that_comes_too_slowly_ends_its_connection(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else its sender could go on, answered and still connected. The same for a body without a file."""
    monkeypatch.setattr(guard, "BODY_S", 0.2)
    monkeypatch.setattr(guard, "SMALL_BODY_S", 0.2)
    cookie = served.as_person("ada").cookie
    for path in ("/hand-in", "/tokens", "/sign-in/x"):
        head = f"POST {path} HTTP/1.1|Cookie: {cookie}|Content-Type: {MULTIPART}|Content-Length: 9"
        with connected(served, head) as connection:
            connection.sendall(b"half")
            assert rest(connection).startswith(b"HTTP/1.1 408")


def test_who_asks_before_sending_is_answered_before_sending(served: Served) -> None:
    """Curl asks so for large files: it is told that it may not, and sends nothing."""
    with connected(served, f"POST /hand-in HTTP/1.1|Expect: 100-continue|Content-Length: {2**30}") as connection:
        found = rest(connection)
    assert found.startswith(b"HTTP/1.1 401")
    assert b"100 Continue" not in found

    token = served.service.access.new_token("ada", "test")
    content = notebook()
    head = f"POST /api/hand-in HTTP/1.1|Authorization: Bearer {token}|Expect: 100-continue|X-File-Name: sum.py"
    with connected(served, f"{head}|Connection: close|Content-Length: {len(content)}") as connection:
        assert connection.recv(CHUNK).startswith(b"HTTP/1.1 100 ")
        connection.sendall(content)
        assert rest(connection).startswith(b"HTTP/1.1 200")


def test_a_sender_who_leaves_is_no_fault_of_ours(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    """A line that breaks is nothing that an operator can mend."""
    token = served.service.access.new_token("ada", "test")
    caplog.set_level("INFO", logger="grader.service.web.requests")
    with connected(
        served, f"POST /api/hand-in HTTP/1.1|Authorization: Bearer {token}|Content-Length: 99"
    ) as connection:
        connection.sendall(b"half")
    assert served.by_token("ada").ask("POST", "/api/hand-in", notebook(), X_File_Name="sum.py").status == 200
    assert not [one for one in caplog.records if "fault" in one.getMessage()]


def test_one_person_sends_a_few_bodies_at_once(served: Served) -> None:
    """One more waits for its turn, and nobody else does."""
    token = served.service.access.new_token("ada", "test")
    with ExitStack() as stack:
        for _ in range(4):
            head = f"POST /api/hand-in HTTP/1.1|Authorization: Bearer {token}|Content-Length: 9|Expect: 100-continue"
            connection = stack.enter_context(connected(served, head))
            assert connection.recv(CHUNK).startswith(b"HTTP/1.1 100 ")  # it is under way
        refused = served.by_token("ada").ask("POST", "/api/hand-in", notebook(), X_File_Name="sum.py")
        others = served.by_token("bob").ask("POST", "/api/hand-in", notebook(), X_File_Name="sum.py")

    assert (refused.status, others.status) == (429, 200)
    assert "being processed" in refused.text


def test_nothing_is_unpacked(served: Served) -> None:
    """A body that says that it is packed is taken as it is: no few bytes become many."""
    packed = b"\x1f\x8b" + b"\0" * 100
    answer = served.by_token("ada").ask("POST", "/api/hand-in", packed, X_File_Name="sum.py", Content_Encoding="gzip")

    assert (answer.status, "archive" in answer.text) == (422, True)
