"""The service as its people meet it: sign in, hand in, watch, read, a receipt later."""

import http
import json
import logging
import re
import socket
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.responses import Response

from grader.errors import SpecError, StorageError
from grader.gradebook import Gradebook
from grader.service.hand_in import HandInDesk
from grader.service.live import LiveState, remove_live, write_live
from grader.service.web import guard, server
from grader.service.web.access import Person, Role
from grader.service.web.middleware import DRAWN_LEARNER_POLICY, POLICY
from grader.service.web.operations import start_access_log
from grader.service.web.rate_limits import address_key
from grader.service.web.routes import ROUTES
from grader.service.web.service import Page, Site
from grader.service.web.sign_in import session_cookie, set_session
from grader.storage.layout import GRADEBOOK, folder_name
from tests.grader.gradebook.marks.conftest import entry
from tests.grader.service.web.serving import EXERCISE, WAIT_S, Served, notebook


def link_of(served: Served, name: str) -> str:
    return f"/sign-in/{served.service.access.new_link(name, lives_s=60)}"


def test_looking_at_a_link_does_not_use_it_up(served: Served) -> None:
    """Mail programs look at every link before their owner does."""
    client, link = served.visitor(), link_of(served, "ada")
    assert [client.get(link).status for _ in range(2)] == [200, 200]

    entered = client.post(link, csrf="")

    assert (entered.status, entered.headers["location"]) == (303, "/")
    assert "ada" in client.get("/").text


def test_a_session_that_somebody_else_chose_is_not_taken_over(served: Served) -> None:
    """Signing in makes a new session, and ends the one that the browser came with."""
    client = served.visitor()
    client.post(link_of(served, "bob"), csrf="")
    before, link = client.cookie, link_of(served, "ada")
    client.post(link, csrf=client.get(link).csrf)

    assert client.cookie != before
    assert served.service.access.session(before.partition("=")[2]) is None
    client.cookie = "grader_session=chosen-by-somebody-else"
    client.post(link_of(served, "ada"), csrf="")
    assert client.cookie != "grader_session=chosen-by-somebody-else"


def test_signing_out_ends_the_session_for_every_copy_of_the_cookie(served: Served) -> None:
    """Not only in the browser that asks."""
    client = served.visitor()
    client.post(link_of(served, "ada"), csrf="")
    copy = client.cookie
    left = client.post("/sign-out")
    client.cookie = copy

    assert (left.status, client.get("/").status) == (200, 401)
    assert "Max-Age=0" in left.headers["set-cookie"]


@pytest.mark.parametrize(
    ("site", "cookie"),
    [
        (Site.direct("127.0.0.1", 1), "grader_session=s; HttpOnly; Max-Age=2592000; Path=/; SameSite=lax"),
        (
            Site.behind_proxy("https://grader.example.org/"),
            "__Host-grader_session=s; HttpOnly; Max-Age=2592000; Path=/; SameSite=lax; Secure",
        ),
    ],
)
def test_no_script_and_no_other_site_gets_at_the_cookie(site: Site, cookie: str) -> None:
    """By https it travels by https alone, and no other host can set it."""
    response = Response()
    set_session(response, site, "s")

    assert response.headers["set-cookie"] == cookie
    assert cookie.startswith(session_cookie(site))


NO_ORIGINS = (
    *(
        "ftp://x",
        "https://",
        "https://x/path",
        "https://x?y=1",
        "https://x#y",
        "https://a@x",
        "https://:a@x",
        "grader.org",
    ),
    *("https://x:port", "https://x:99999", "https://x:0", "https://[::1", "https://x y", "https://ü.example"),
)


@pytest.mark.parametrize("url", NO_ORIGINS)
def test_a_proxy_is_named_by_scheme_and_host_alone(url: str) -> None:
    """Whatever else is typed would be half believed."""
    with pytest.raises(SpecError, match="give only scheme and host"):
        Site.behind_proxy(url)


@pytest.mark.parametrize(
    "site",
    [
        Site.behind_proxy("HTTPS://Grader.Example.org:443/"),
        Site.behind_proxy("http://[::1]:80"),
        Site.direct("127.0.0.1", 80),
        Site.behind_proxy("https://grader.example.org:8443"),
    ],
    ids=lambda site: site.origin,
)
def test_a_port_is_named_as_browsers_name_it(site: Site) -> None:
    """They leave the scheme's own port out of Host and Origin; else every page of such a service was refused."""
    assert site.origin in {
        "https://grader.example.org",
        "http://[::1]",
        "http://127.0.0.1",
        "https://grader.example.org:8443",
    }
    assert site.origin in site.origins


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])  # noqa: S104 - refused
def test_to_listen_everywhere_it_must_know_its_name(host: str) -> None:
    """Which Host is right could not be told otherwise."""
    with pytest.raises(SpecError, match="--proxy"):
        Site.direct(host, 80)


@pytest.mark.parametrize("page", [page for page in ROUTES if page.method == "GET"], ids=lambda page: page.path)
def test_every_answer_says_what_browsers_may_do_with_it(served: Served, page: Page) -> None:
    """Refusals too: no frame, no guess at the type, no copy kept, only our own scripts."""
    path = re.sub(r"\{[^}]*\}", "0", page.path)
    headers = served.visitor().get(path).headers

    assert headers["content-security-policy"] == POLICY
    assert headers["cache-control"] == "no-store"
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "server" not in headers
    assert "unsafe" not in POLICY


def test_a_learners_drawn_page_runs_nothing_and_leads_back(served: Served) -> None:
    """What the coordinator drew is sent as it lies there, under a policy without scripts, with our navigation in it."""
    page = served.as_person("ada").get(f"/learners/{folder_name('ada')}/index.html")

    assert page.headers["content-security-policy"] == DRAWN_LEARNER_POLICY
    assert page.text.count('<nav class="service"') == 1
    assert "page of ada" in page.text


def test_the_map_is_there_from_the_first_day(served: Served) -> None:
    """Before anything was handed in, drawn or judged: what there is to do, and what comes next."""
    served.service.access.enrol([Person(name="eve", role=Role.LEARNER)])
    eve = served.as_person("eve")
    (href,) = re.findall(r'<a href="(/learners/[^"]+)">Your map of the course</a>', eve.get("/").text)
    answer = eve.get(href)

    assert (answer.status, answer.headers["content-security-policy"]) == (200, DRAWN_LEARNER_POLICY)
    assert answer.text.count('<nav class="service"') == 1
    assert "0 of 1 exercise done" in answer.text
    assert "nothing counts yet" in answer.text
    assert served.as_person("bob").get(href).status == 404
    assert served.as_person("ines").get(href).status == 404, "nothing of her was drawn"


def test_a_hand_in_is_acknowledged_with_a_receipt_that_can_be_checked_later(served: Served) -> None:
    """By its owner and by staff; one character changed, and it is not genuine; somebody else's is not shown."""
    ada = served.as_person("ada")
    answer = ada.hand_in(notebook("total = 1"))
    (text,) = re.findall(r'<pre class="receipt"[^>]*>(.*?)</pre>', answer.text, re.DOTALL)
    changed = text.replace("attempt: 1", "attempt: 2")

    assert answer.status == 200
    assert "exercise: 01/sum\nattempt: 1\nsha256: " in text
    for name in ("ada", "ines"):
        checked = served.as_person(name).post("/receipts", receipt=text)
        assert "is genuine, and the attempt is in the gradebook" in checked.text
    assert "is not genuine" in ada.post("/receipts", receipt=changed).text
    assert served.as_person("bob").post("/receipts", receipt=text).status == 403
    assert text in ada.get("/receipts/01/sum/1").text


def test_the_same_bytes_again_are_the_same_attempt(served: Served) -> None:
    """And the page says so."""
    ada = served.as_person("ada")
    first, again = (ada.hand_in(notebook("total = 2")) for _ in range(2))

    attempt = re.compile(r"^attempt: (\d+)$", re.MULTILINE)
    assert attempt.findall(first.text) == attempt.findall(again.text)
    assert "it counts as the same attempt" in again.text
    assert "it counts as the same attempt" not in first.text


def test_what_is_not_taken_is_refused_in_a_sentence(served: Served) -> None:
    """On the page with the form, so that the next try is one click away."""
    refused = served.as_person("ada").hand_in(b"# exercise: 99/none\n\n# %%\nx = 1\n", "none.py")

    assert refused.status == 422
    assert "This file was refused. It is not clear which exercise" in refused.text
    assert 'name="file"' in refused.text


def test_a_disk_that_is_full_is_no_receipt(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is acknowledged that was not kept, and the answer says that it was our fault."""

    def fail(*_: object) -> None:
        raise StorageError("the disk is full: /secret/place")

    monkeypatch.setattr(HandInDesk, "hand_in", fail)
    answer = served.as_person("ada").hand_in(notebook("total = 3"))

    assert (answer.status, "receipt" in answer.headers) == (503, False)
    assert "because of an error in the service" in answer.text
    assert "/secret/place" not in answer.text


def test_what_happens_is_on_open_pages_at_once(served: Served) -> None:
    """Handed in, then judged: the learner's open page has both, and nobody else's has either."""
    with served.as_person("bob").events() as (_, bobs), served.as_person("tim").events() as (_, staffs):
        assert "Nothing yet" in next(bobs)
        assert "Waiting" in next(staffs)
        answer = served.as_person("bob").hand_in(notebook("total = 4"))
        digest = re.findall(r"^sha256: (\w+)$", answer.text, re.MULTILINE)[0]
        assert "waiting" in next(bobs)
        with Gradebook.open(served.service.out / GRADEBOOK) as book:
            submission = book.submission_for(learner="bob", exercise=EXERCISE, sha256=digest, path=Path("sum.py"))
            judged = entry("bob", EXERCISE, submission.attempt, 3, submission.received)
            book.record(replace(judged, result=replace(judged.result, submission=submission)))
        text = next(one for one in bobs if "judged" in one)

    assert "3 of 4 points" in text
    assert "A sum" in text


def test_hand_ins_without_end_are_slowed_down(served: Served) -> None:
    """One learner never keeps the readers of all others busy."""
    limits = served.service.limits.hand_ins
    while limits.take("bob"):
        pass

    refused = served.as_person("bob").hand_in(notebook())
    assert (refused.status, refused.headers["retry-after"]) == (429, "60")
    assert served.as_person("ada").hand_in(notebook()).status == 200


def test_guessing_is_slowed_down(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """After so many wrong links and tokens from one address whoever has no right one waits, and nobody else does."""
    limits, now = served.service.limits, time.monotonic()
    for limit in (limits.failures, limits.visits):
        monkeypatch.setattr(limit, "_clock", lambda: now)  # as if no time passed in which they fill again
        while limit.take(address_key("127.0.0.1")):
            pass

    assert served.visitor().post("/sign-in/x", csrf="").status == 429
    assert served.visitor().ask("GET", "/api/attempts", Authorization="Bearer x").status == 429
    assert served.visitor().ask("GET", "/", Cookie="grader_session=x").status == 429
    assert served.visitor().get(link_of(served, "ada")).status == 200
    assert served.visitor().post(link_of(served, "ada"), csrf="").status == 303
    assert served.by_token("ada").get("/api/attempts").status == 200
    assert served.as_person("ada").get("/").status == 200
    limits.failures._buckets.clear()
    limits.visits._buckets.clear()


def test_half_a_head_holds_no_connection(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is closed without a word: nobody asked anything."""
    monkeypatch.setattr(server, "HEAD_S", 0.2)
    with closing(socket.create_connection(("127.0.0.1", served.port), timeout=WAIT_S)) as connection:
        connection.sendall(b"GET /health/live HTTP/1.1\r\nHost:")

        assert connection.recv(65_536) == b""


def test_a_body_that_does_not_come_is_not_waited_for(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sender is told so."""
    monkeypatch.setattr(guard, "BODY_S", 0.2)
    token = served.service.access.new_token("ada", "test")
    head = (
        f"POST /api/hand-in HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\nAuthorization: Bearer {token}\r\n"
        "Content-Length: 9\r\n\r\n"
    )
    with closing(socket.create_connection(("127.0.0.1", served.port), timeout=WAIT_S)) as connection:
        connection.sendall(head.encode() + b"half")

        assert connection.recv(65_536).startswith(b"HTTP/1.1 408")


def test_the_log_names_nobody(served: Served, capfd: pytest.CaptureFixture[str]) -> None:
    """Lines of JSON with the route's pattern: no name, no folder, no token, no code, and no word of an exception."""
    start_access_log()
    ada = served.as_person("ada")
    link = link_of(served, "ada")
    ada.get(f"/learners/{folder_name('ada')}/index.html")
    served.visitor().post(link, csrf="")
    ada.hand_in(notebook("total = 'a secret answer'"))
    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    logging.getLogger("grader.service.web.requests").handlers.clear()

    assert {"/learners/{folder}/{page}", "/sign-in/{link}", "/hand-in"} <= {line["route"] for line in lines}
    said = json.dumps(lines)
    assert not [one for one in ("ada", "secret", link.rpartition("/")[2], "127.0.0.1") if one in said]


def test_health_says_whether_anything_is_judged(served: Served) -> None:
    """Without a coordinator it is live, and not ready."""
    answer = served.visitor().get("/health")

    assert (answer.status, json.loads(answer.text)["live"], json.loads(answer.text)["ready"]) == (503, True, False)
    assert json.loads(served.visitor().get("/health/live").text) == {"live": True}


def test_a_service_without_room_says_so(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """To the learner, to staff and to monitoring; whose own room is used up, staff alone are told."""
    served.service.limits.hand_ins._buckets.clear()
    with monkeypatch.context() as little:
        little.setattr("grader.service.room._PER_EXERCISE", 2**40)
        own = served.as_person("ada").hand_in(notebook("total = 'more'"))
    monkeypatch.setattr("grader.service.room.FREE", 2**62)
    nobodys = served.as_person("bob").hand_in(notebook("total = 'none'"))
    write_live(served.service.out, LiveState(life="l", changes=1, slots=1))
    try:
        health = served.visitor().get("/health")
    finally:
        remove_live(served.service.out)
    staff, learner = (served.as_person(name).get("/").text for name in ("tim", "bob"))

    assert (own.status, "This file does not fit" in own.text) == (422, True)
    assert (nobodys.status, "This is not your fault" in nobodys.text) == (422, True)
    assert (health.status, json.loads(health.text)["room"]) == (503, False)
    assert "All hand-ins are refused" in staff
    assert "because their space is used up: ada" in staff
    assert "was refused" not in learner


def test_staff_read_what_was_edited_meanwhile_and_learners_do_not(served: Served) -> None:
    """The first few exercises by name, and how many more there are."""
    edited = tuple(f"05/e{number}" for number in range(8))
    try:
        write_live(served.service.out, LiveState(life="l", changes=1, slots=1, edited=edited))
        staff, learner = (served.as_person(name).get("/").text for name in ("tim", "ada"))
        health = json.loads(served.visitor().get("/health").text)
    finally:
        remove_live(served.service.out)

    assert "since this service started: 05/e0, 05/e1, 05/e2, 05/e3, 05/e4, 05/e5 and 2 more." in staff
    assert "05/e0" not in learner
    assert health["course_edited"] is True
    assert "edited since" not in served.as_person("tim").get("/").text


def test_times_on_pages_are_by_the_clock_of_the_course(tmp_path: Path) -> None:
    """As due dates are; the lines of a receipt itself are the same everywhere."""
    rules = 'timezone = "Asia/Tokyo"\n[[assignments]]\nid = "a"\ntitle = "A"\nexercises = ["01/sum", "01/other"]\n'
    with Served.start(tmp_path, assignments=rules) as one:
        ada = one.as_person("ada")
        receipt = ada.hand_in(notebook()).text
        token = ada.post("/tokens", label="laptop").text

    assert re.search(r"received <time [^>]*>[-0-9]+ [:0-9]+ JST</time>", receipt)
    assert re.search(r"received: \S+\+00:00\n", receipt)
    assert re.search(r"made <time [^>]*>[-0-9]+ [:0-9]+ JST</time>", token)


def test_what_points_mean_is_said_where_there_are_attempts(served: Served) -> None:
    """And not to somebody who has handed in nothing yet."""
    served.service.access.enrol([Person(name="new", role=Role.LEARNER)])
    new = served.as_person("new")
    before = new.get("/").text
    new.hand_in(notebook())

    assert ["Your map shows what counts" in text for text in (before, new.get("/").text)] == [False, True]


def test_a_file_that_is_too_large_is_refused_in_plain_words(served: Served) -> None:
    """What it was not, why, and what to do; no name of a status."""
    answer = served.as_person("ada").hand_in(b" " * (21 * 2**20))

    assert answer.status == http.HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert "<h1>This was refused</h1>" in answer.text
    assert "larger than 20 MiB. Clear its outputs and hand it in again." in answer.text
