"""Every route with input that no browser sends: each request is answered or refused, and none is a fault of ours."""

import json
import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from grader.service.web.access import Role
from grader.service.web.routes import ROUTES
from grader.service.web.service import Page
from grader.storage.layout import folder_name
from tests.grader.service.web.serving import BOUNDARY, MULTIPART, WAIT_S, Served, multipart

ODD_PARTS = (
    "%00",
    "a%00b",
    "%ff%fe",
    "%ed%a0%80",
    "%",
    "%zz",
    "..%2f..",
    "%2e%2e",
    "%5c..%5c",
    "%0d%0aX:y",
    "%e2%80%ae",
    "x" * 5_000,
    "%c3%a9" * 300,
    "9" * 400,
    "-1",
    "%d9%a3",
    "index.html%00",
    "*",
    "%22%3E",
)
"""In place of a part of the path, and as its query."""
ODD_HEADERS = (
    ("Cookie", "grader_session=\xff\xfe"),
    ("Cookie", "grader_session=" + "a" * 8_000),
    ("Cookie", '="; grader_session="\\377\\000\\101"; =;;'),
    ("Cookie", "grader_session"),
    ("Authorization", "Bearer \xff"),
    ("Authorization", "Bearer"),
    ("Authorization", "Basic Og=="),
    ("Accept", "*/*;q=x,\xff"),
    ("Accept-Encoding", "gzip;q=-1"),
    ("Accept-Language", "\xff" * 300),
    ("Range", "bytes=9-1,-0,a-b"),
    ("If-Modified-Since", "yesterday"),
    ("If-None-Match", '"' * 99),
    ("If-Range", "\xff"),
    ("Content-Encoding", "gzip"),
    ("Content-Type", "\xff;=;charset"),
    ("Transfer-Encoding", "gzip, chunked"),
    ("Expect", "200-ok"),
    ("Upgrade", "websocket"),
    ("X-File-Name", "%00%ff%ed%a0%80.py"),
    ("X-File-Name", "%2e%2e%2f" * 500 + ".ipynb"),
    ("X-Forwarded-For", "\xff, unknown, 1.2.3.4.5"),
    ("Origin", "http://[::1"),
    ("Sec-Fetch-Site", "\xff"),
    ("Last-Event-ID", "\xff" * 99),
)
FIELDS = {"csrf": "CSRF", "label": "é" * 99}
CHARSETS = ("idna", "utf-7", "zlib", "rot13", "undefined", "punycode", "utf-16", "nope", "x" * 10_000)
ODD_BODIES = (
    *((f"application/x-www-form-urlencoded; charset={one}", b"csrf=CSRF&label=x") for one in CHARSETS),
    *((f'{MULTIPART}; charset="{one}"', multipart(FIELDS, "é\0.py", b"\xff\0")) for one in CHARSETS),
    *((MULTIPART, multipart(FIELDS | {"_charset_": one}, "sum.py", b"x = 1")) for one in CHARSETS),
    ("application/x-www-form-urlencoded", b"csrf=CSRF&label=%00%ff%ed%a0%80&receipt=%00&assignment=%00"),
    ("application/x-www-form-urlencoded", b"csrf=CSRF&label=" + b"%F0%9F%92%A9" * 300),
    ("application/x-www-form-urlencoded", b"csrf=CSRF&csrf=2&csrf&=&==&receipt=" + b"code:\n" * 300),
    ("application/x-www-form-urlencoded", b"%" * 3_000),
    ("multipart/form-data", b"--x"),
    (MULTIPART, b"--" + BOUNDARY.encode() + b"\r\n" * 5_000),
    ("application/json", json.dumps({"csrf": "CSRF"}).encode()),
    ("application/json", b"[" * 5_000),
    ("application/json", b'"\\ud800"'),
    ("application/json", b"NaN"),
    ("text/plain", b"\0" * 9_000),
    ("", b"\xff\xfe"),
)


def answered(served: Served, page: Page, target: str, body: bytes, **headers: str) -> int:
    """The status of the answer to these bytes on a socket, from somebody whom the route lets in.

    0 where the connection is closed without an answer. `_` in a header's name is `-`.
    """
    limits = served.service.limits
    for limit in (limits.visits, limits.hand_ins, limits.failures):
        limit._buckets.clear()  # nobody asks this often
    who = "ada" if Role.LEARNER in page.who else "ines"
    if page.path == "/sign-out":
        served.cookies.clear()
    client = served.by_token(who) if page.by_token else served.as_person(who)
    body = body.replace(b"CSRF", client.csrf().encode()) if b"CSRF" in body else body
    sent = {
        "Host": f"127.0.0.1:{served.port}",
        "Origin": f"http://127.0.0.1:{served.port}",
        "Connection": "close",
        **({"Authorization": f"Bearer {client.token}"} if client.token else {"Cookie": client.cookie}),
        "Content-Length": str(len(body)),
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    head = f"{page.method} {target} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in sent.items())
    with closing(socket.create_connection(("127.0.0.1", served.port), timeout=WAIT_S)) as connection:
        connection.sendall(head.encode("latin-1") + b"\r\n" + body)
        found = connection.recv(65_536)
    return int(found.split(b" ", 2)[1]) if found else 0


def targets(page: Page) -> Iterator[str]:
    """Odd addresses of a route, and the plain one, with odd queries behind it."""
    values = {"lesson": "01", "exercise": "sum", "attempt": "1", "number": "1", "link": "x", "digest": "0"}
    values |= {"folder": folder_name("ada"), "page": "01-sum.html", "name": "web.css"}
    yield page.path.format_map(values)
    for odd in ODD_PARTS:
        yield f"{page.path.format_map(values)}?{odd}={odd}&{odd}&&="
        yield from (page.path.format_map(values | {one: odd}) for one in values if f"{{{one}}}" in page.path)


@pytest.mark.parametrize("page", ROUTES, ids=lambda page: f"{page.method} {page.path}")
def test_no_odd_request_is_a_fault_of_ours(served: Served, page: Page) -> None:
    """Odd paths, queries, headers and bodies are answered, or refused with a reason: never a 500, and nobody waits."""
    plain, *odd = targets(page)
    found = {target: answered(served, page, target, b"") for target in odd}
    for name, value in ODD_HEADERS:
        found[f"{name}: {value}"] = answered(served, page, plain, b"", **{name: value})
    for content_type, body in ODD_BODIES if page.method == "POST" else ():
        found[f"{content_type} {body!r}"] = answered(served, page, plain, body, Content_Type=content_type)

    not_judging = {503} if page.path == "/health" else set[int]()
    assert {what: code for what, code in found.items() if code >= 500 and code not in not_judging} == {}
    assert served.visitor().get("/health/live").status == 200
