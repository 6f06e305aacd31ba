"""Requests of attackers, each with what must come of it; and after all of them the service answers as before."""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

import pytest

from grader.source.records import MAX_FILE_MIB
from grader.storage.layout import folder_name
from tests.grader.service.web.serving import BOUNDARY, MULTIPART, WAIT_S, Answer, Client, Served, notebook

FORM = "application/x-www-form-urlencoded"
ADAS, BOBS = (f"/learners/{folder_name(name)}" for name in ("ada", "bob"))


@dataclass(frozen=True, slots=True)
class Attack:
    """A request, and the statuses that are right."""

    what: str
    send: Callable[[Served], Answer | bytes]
    right: tuple[int, ...]
    never: str = ""
    """What the answer must not hold."""


def get(path: str, who: str = "ada", **headers: str) -> Callable[[Served], Answer]:
    """A page, asked for by somebody who is signed in, or by nobody."""
    return lambda served: _client(served, who).ask("GET", path, b"", **headers)


def post(path: str, who: str = "ada", body: bytes = b"", **headers: str) -> Callable[[Served], Answer]:
    """A form as another site's page, or a program, would send it: headers and body as given."""

    def send(served: Served) -> Answer:
        client = _client(served, who)
        return client.ask(
            "POST", path, body, **{key: value.format(origin=client.origin) for key, value in headers.items()}
        )

    return send


def with_token(path: str, origin: str | None, site: str | None = None) -> Callable[[Served], Answer]:
    """A form that even has the right token, but comes from elsewhere."""

    def send(served: Served) -> Answer:
        client = served.as_person("ada")
        headers = {"Content_Type": FORM}
        headers |= {"Origin": origin.format(port=served.port)} if origin is not None else {}
        headers |= {"Sec_Fetch_Site": site} if site else {}
        return client.ask("POST", path, f"csrf={client.csrf()}".encode(), **headers)

    return send


def upload(content: bytes, name: str = "sum.py", csrf: str | None = None) -> Callable[[Served], Answer]:
    """The hand-in form of ada."""
    return lambda served: served.as_person("ada").hand_in(content, name, csrf)


def raw(text: str) -> Callable[[Served], bytes]:
    """Bytes on a socket; `{host}` is the right host, and `{cookie}` ada's cookie."""

    def send(served: Served) -> bytes:
        cookie = served.as_person("ada").cookie
        sent = text.replace("{host}", f"127.0.0.1:{served.port}").replace("{cookie}", cookie)
        with socket.create_connection(("127.0.0.1", served.port), timeout=WAIT_S) as connection:
            connection.sendall(sent.encode("latin-1"))
            found = b""
            while chunk := connection.recv(65536):
                found += chunk
                if b"\r\n\r\n" in found:
                    break
            return found

    return send


def bearer(path: str, secret: str, method: str = "GET") -> Callable[[Served], Answer]:
    """A command with some token."""
    return lambda served: served.visitor().ask(method, path, Authorization=f"Bearer {secret}")


def _client(served: Served, who: str) -> Client:
    return served.as_person(who) if who else served.visitor()


def _bad_form(body: bytes, content_type: str = MULTIPART) -> Callable[[Served], Answer]:
    def send(served: Served) -> Answer:
        client = served.as_person("ada")
        filled = body.replace(b"CSRF", client.csrf().encode())
        return client.ask("POST", "/hand-in", filled, Origin=client.origin, Content_Type=content_type)

    return send


def _many(parts: int, kind: str) -> bytes:
    one = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{{}}"{kind}\r\n\r\nx\r\n'
    first = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="csrf"\r\n\r\nCSRF\r\n'
    return (first + "".join(one.format(f"f{n}") for n in range(parts)) + f"--{BOUNDARY}--\r\n").encode()


def _revoke_anothers(served: Served) -> Answer:
    served.service.access.new_token("bob", "bob's")
    (bobs,) = (one.number for one in served.service.access.tokens("bob") if one.label == "bob's")
    answer = served.as_person("ada").post(f"/tokens/{bobs}/revoke")
    assert [one.label for one in served.service.access.tokens("bob") if one.number == bobs] == ["bob's"]
    return answer


def revoke(number: str) -> Callable[[Served], Answer]:
    """The form that revokes a token of one's own."""
    return lambda served: served.as_person("ada").post(f"/tokens/{number}/revoke")


def _link_as(served: Served) -> Answer:
    return served.visitor().ask(
        "GET", "/", Cookie=f"grader_session={served.service.access.new_link('bob', lives_s=60)}"
    )


def _session_as_token(served: Served) -> Answer:
    secret = served.as_person("ada").cookie.partition("=")[2]
    return served.visitor().ask("GET", "/api/attempts", Authorization=f"Bearer {secret}")


def _with_csrf_of_bob(served: Served) -> Answer:
    return served.as_person("ada").hand_in(notebook(), csrf=served.as_person("bob").csrf())


def _label(served: Served) -> Answer:
    return served.as_person("ada").post("/tokens", label="<script>alert(1)</script>")


def receipt(text: str) -> Callable[[Served], Answer]:
    """The form that checks receipts."""
    return lambda served: served.as_person("ada").post("/receipts", receipt=text)


LARGE = b"#" * (MAX_FILE_MIB * 2**20 + 2**17)
HOST = " HTTP/1.1\r\nHost: {host}\r\n"
MINE = "Cookie: {cookie}\r\n\r\n"
REWRITTEN = {"X_Original_URL": "/marks.html", "X_Rewrite_URL": "/marks.html"}
SCRIPT = "%3Cscript%3Ealert(1)%3C%2Fscript%3E"
PATHS = (
    "/learners/../gradebook.sqlite",
    "/learners/%2e%2e/gradebook.sqlite",
    "/learners/..%2f..%2fgradebook.sqlite/x.html",
    f"{ADAS}/../../gradebook.sqlite",
    f"{ADAS}/%2e%2e%2f%2e%2e%2fgradebook.sqlite",
    f"{ADAS}/..%5c..%5cgradebook.sqlite",
    f"{ADAS}/index.html%00.html",
    f"{ADAS}/.index.html",
    f"{ADAS}/INDEX.html",
    f"{ADAS}//etc/passwd",
    f"{ADAS}/",
    "/learners/",
    "/gradebook.sqlite",
    "/access.sqlite",
    "/identities.csv",
    "/results.jsonl",
    "/files/",
    "/.git/config",
    "/static/../app.py",
    "/static/0000000000000000/web.css",
    "/static/0000000000000000/..%2f..%2faccess.py",
    "//evil.example/",
    "/\\evil.example",
    "/receipts/01/sum/-1",
    "/receipts/01/sum/99999999999999999999",
    f"/receipts/01/sum/{'9' * 5000}",
    f"/receipts/{quote('../..', safe='')}/x/1",
)
STAFFS = ("/exercises/..%2findex.html", "/exercises/%2e%2e%2fgradebook.sqlite", "/exercises/.html", "/exercises/a.css")
ATTACKS = (
    # paths
    *(Attack(f"path {path}", get(path), (404,), never="page of all") for path in PATHS),
    *(Attack(f"path {path}", get(path, "ines"), (404,)) for path in STAFFS),
    # other people's things
    Attack("another learner's map", get(f"{BOBS}/index.html"), (404,), never="page of bob"),
    Attack("another learner's page", get(f"{BOBS}/01-sum.html"), (404,), never="page of bob"),
    Attack("a page without a session", get(f"{ADAS}/index.html", ""), (401,), never="page of ada"),
    Attack("another learner's token", _revoke_anothers, (303,)),
    Attack("a made-up session", get("/", "", Cookie="grader_session=AAAA"), (401,)),
    Attack("an empty session", get("/", "", Cookie="grader_session="), (401,)),
    Attack("an endless session", get("/", "", Cookie=f"grader_session={'A' * 8000}"), (401,)),
    Attack("SQL in a session", get("/", "", Cookie="grader_session=' OR 1=1 --"), (401,)),
    Attack("a link's secret as a session", _link_as, (401,)),
    Attack("a session's secret as a token", _session_as_token, (401,)),
    Attack("a cookie where a token is asked for", get("/api/attempts"), (401,)),
    Attack("a made-up token", bearer("/api/attempts", "AAAA"), (401,)),
    Attack("no token", bearer("/api/attempts", ""), (401,)),
    Attack("a token of bytes", bearer("/api/attempts", "\xff\xfe"), (401,)),
    Attack("SQL in a token", bearer("/api/attempts", "' OR '1'='1"), (401,)),
    Attack("a made-up link", post("/sign-in/AAAA", "", Origin="{origin}"), (403,)),
    # forms of other sites
    Attack("sign out, no origin", post("/sign-out", body=b"", Content_Type=FORM), (403,)),
    Attack("another site's form", with_token("/sign-out", "https://evil.example"), (403,)),
    Attack("a form of a file", with_token("/sign-out", "null"), (403,)),
    Attack("another port of this machine", with_token("/sign-out", "http://127.0.0.1:1"), (403,)),
    Attack("a name that begins alike", with_token("/sign-out", "http://127.0.0.1:{port}.evil.example"), (403,)),
    Attack("another scheme", with_token("/sign-out", "https://127.0.0.1:{port}"), (403,)),
    Attack("neither origin nor site", with_token("/sign-out", None), (403,)),
    Attack("a site that says cross-site", with_token("/sign-out", None, "cross-site"), (403,)),
    Attack("a site that says same-site", with_token("/sign-out", None, "same-site"), (403,)),
    Attack("a hand-in without a form's token", upload(notebook(), csrf=""), (403,)),
    Attack("a hand-in with another's token", _with_csrf_of_bob, (403,)),
    Attack("JSON for a form", post("/tokens", body=b"{}", Origin="{origin}", Content_Type="application/json"), (403,)),
    Attack("a method in a header", get("/sign-out", X_HTTP_Method_Override="POST"), (405,)),
    Attack("a form's token that is no ASCII", upload(notebook(), csrf="é"), (403,)),
    Attack("a token's number beyond integers", revoke("9" * 30), (404,)),
    Attack("a token's number of thousands of digits", revoke("9" * 5000), (404,)),
    # uploads
    Attack("nothing", upload(b""), (422,), never="No file was chosen"),
    Attack("no file", _bad_form(_many(0, "")), (422,)),
    Attack("two files", _bad_form(_many(2, '; filename="sum.py"')), (400,)),
    Attack("a hundred fields", _bad_form(_many(100, "")), (400,)),
    Attack("a field of a megabyte", _bad_form(_many(1, "").replace(b"\r\n\r\nx", b"\r\n\r\n" + b"x" * 2**20)), (400,)),
    Attack("a file too large", upload(LARGE), (413,)),
    Attack("a form that breaks off", _bad_form(b"--" + BOUNDARY.encode() + b"\r\nContent-Dispo"), (400, 403)),
    Attack("a form without a boundary", _bad_form(b"x", "multipart/form-data"), (400, 403)),
    Attack("a form in no known coding", _bad_form(b"x", "multipart/form-data; boundary=x; charset=nope"), (400, 403)),
    Attack("an archive", upload(b"PK\x03\x04" + b"\0" * 100, "sum.ipynb"), (422,)),
    Attack("a compressed file", upload(b"\x1f\x8b" + b"\0" * 100, "sum.py"), (422,)),
    Attack("a program", upload(b"\x7fELF" + b"\0" * 100, "sum.exe"), (422,)),
    Attack("a page", upload(b"<script>alert(1)</script>", "sum.html"), (422,), never="<script>alert"),
    Attack("a name with a path", upload(notebook(), "../../../../etc/cron.d/sum.py"), (200,)),
    Attack("a name with markup", upload(b"x", "<img src=x onerror=alert(1)>.py"), (422,), never="<img"),
    Attack("a name with a NUL", upload(b"x", "sum.py\0.png"), (400, 403, 422)),
    Attack("a name of a megabyte", upload(b"x", "a" * 2**20 + ".py"), (400, 403, 413, 422)),
    Attack("a notebook that is no JSON", upload(b"{" * 1000, "sum.ipynb"), (422,)),
    Attack("a deep notebook", upload(b"[" * 200_000, "sum.ipynb"), (422,)),
    Attack("no exercise of this course", upload(b"# exercise: 99/none\n\n# %%\nx = 1\n", "none.py"), (422,)),
    Attack("markup for an exercise", upload(b"# exercise: <b>x</b>\n\n# %%\nx = 1\n", "n.py"), (422,), never="<b>x"),
    Attack("a label with markup", _label, (200,), never="<script>alert"),
    Attack("a receipt with markup", receipt("</textarea><script>x</script>"), (200,), "<script>x"),
    Attack("a receipt that is made up", receipt("learner: ada\ncode: AAAA"), (200,), "is genuine,"),
    # the protocol
    Attack("another host", get("/", Host="evil.example"), (421,), never="evil.example"),
    Attack("another host before", get("/", Host="evil.example:80@127.0.0.1"), (421,)),
    Attack("another host, forwarded", get("/", X_Forwarded_Host="evil.example"), (200,), never="evil.example"),
    Attack("an address, forwarded", get("/", X_Forwarded_For="10.0.0.1", X_Forwarded_Proto="https"), (200,)),
    Attack("a rewritten path", get("/", **REWRITTEN), (200,), "page of all"),
    Attack("two hosts", raw("GET /" + HOST + "Host: evil.example\r\n\r\n"), (400,)),
    Attack("no host", raw("GET / HTTP/1.1\r\nConnection: close\r\n\r\n"), (400,)),
    Attack("a whole address", raw("GET http://evil.example/" + HOST + MINE), (404,)),
    Attack(
        "two lengths",
        raw("POST /hand-in" + HOST + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
        (400,),
    ),
    Attack(
        "length and chunks",
        raw("POST /hand-in" + HOST + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        (400, 401),
    ),
    Attack("a negative length", raw("POST /hand-in" + HOST + "Content-Length: -1\r\n\r\n"), (400,)),
    Attack("endless headers", raw("GET /" + HOST + "X: " + "a" * 100_000), (400,)),
    Attack("a method that is none", raw("FROB /" + HOST + MINE), (405,)),
    Attack("TRACE", raw("TRACE /" + HOST + MINE), (405,), never="grader_session"),
    Attack("a split response", get("/sign-in/a%0d%0aSet-Cookie:x=1"), (200,), never="\r\nSet-Cookie: x"),
    Attack("markup in a link", get(f"/sign-in/%22%3E{SCRIPT}", ""), (200, 404), "<script>alert"),
    Attack("markup in a path", get("/%3Cscript%3Ealert(1)%3C/script%3E"), (404,), never="<script>alert"),
    Attack("where to go next", get("/?next=https://evil.example"), (200,), never="evil.example"),
    Attack("a page by POST", post("/marks.html", "ines", Origin="{origin}"), (405,)),
)


def test_there_are_as_many_as_were_asked_for() -> None:
    """Each with a name of its own."""
    assert len({attack.what for attack in ATTACKS}) == len(ATTACKS) >= 60


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.what[:60])
def test_an_attack_comes_to_what_it_should(served: Served, attack: Attack) -> None:
    """A refusal that says nothing of what was sent or of what is there; never a fault of ours."""
    found = attack.send(served)
    if isinstance(found, bytes):
        status, text = int(found.split(b" ", 2)[1]), found.decode("latin-1")
    else:
        status, text = found.status, found.text + "".join(f"\r\n{key}: {value}" for key, value in found.headers.items())

    assert status in attack.right
    assert not attack.never or attack.never not in text
    assert served.visitor().get("/health/live").status == 200
