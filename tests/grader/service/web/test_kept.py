"""What a copy of a served OUT holds, and what `grader forget` leaves of somebody who used the service."""

import json
import logging
import re
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from typer.testing import CliRunner

from grader.commands.cli import app
from grader.gradebook import Gradebook
from grader.service.web.access import Access, Person, Role
from grader.service.web.operations import start_access_log
from grader.storage.layout import ACCESS, FILES, GRADEBOOK
from tests.grader.service.web.serving import Served, notebook

ZOE = "zoe-qx7"
ANSWER = "total = 'only zoe wrote this'"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with Served.start(tmp_path) as one:
        one.service.access.enrol([Person(name=ZOE, role=Role.LEARNER)])
        yield one


def run(*words: str | Path) -> str:
    ended = CliRunner().invoke(app, [str(word) for word in words])
    if ended.exception and not isinstance(ended.exception, SystemExit):
        raise ended.exception
    return ended.output


def test_a_copy_of_a_running_service_lets_people_in_and_no_link(served: Served, tmp_path: Path) -> None:
    """Sessions, tokens and receipts are in force in it, links are not; its owner alone can read it."""
    zoe, access, copy = served.as_person(ZOE), served.service.access, tmp_path / "copy"
    zoe.hand_in(notebook(ANSWER))
    link, token = access.new_link("bob", lives_s=60), access.new_token(ZOE, "laptop")

    said = run("backup", served.service.out, copy)

    assert "hand-ins, and who may sign in" in said
    assert {path.name for path in copy.iterdir()} == {GRADEBOOK, ACCESS, FILES}
    assert (copy / ACCESS).stat().st_mode & 0o077 == 0
    with closing(Access.open(copy, copy / GRADEBOOK)) as kept:
        person = Person(name=ZOE, role=Role.LEARNER)
        assert kept.session(zoe.cookie.partition("=")[2]) == person
        assert kept.token_holder(token) == person
        assert kept.receipt_key() == served.service.receipt_key
        assert kept.redeem_link(link) is None
    assert access.redeem_link(link) is not None


def test_an_out_that_was_never_served_has_no_people_in_its_copy(tmp_path: Path) -> None:
    """And none are made."""
    out, copy = tmp_path / "out", tmp_path / "copy"
    Gradebook.open(out / GRADEBOOK).close()
    run("backup", out, copy)

    assert {path.name for path in copy.iterdir()} == {GRADEBOOK}
    assert not (out / ACCESS).exists()


def test_nothing_of_whoever_is_forgotten_stays_in_force_or_in_a_file(
    served: Served, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Session, token, link, open page, receipt and log; what others have goes on."""
    monkeypatch.setattr("grader.service.web.streams.CHECK_S", 0.05)
    monkeypatch.setattr("grader.service.web.home._PING_S", 1)
    start_access_log()
    zoe, access, out = served.as_person(ZOE), served.service.access, served.service.out
    (receipt,) = re.findall(r'<pre class="receipt"[^>]*>(.*?)</pre>', zoe.hand_in(notebook(ANSWER)).text, re.DOTALL)
    command, link = served.by_token(ZOE), access.new_link(ZOE, lives_s=60)
    bob = served.as_person("bob")
    with zoe.events() as (_, events):
        next(events)
        run("forget", out, ZOE, "--yes", "--course", served.service.course.root)
        assert not [one for one in events if "A sum" in one], "it ends, and shows at most that nothing is there"

    assert (zoe.get("/").status, command.get("/api/attempts").status) == (401, 401)
    assert served.visitor().post(f"/sign-in/{link}", csrf="").status == 403
    assert (
        "the gradebook does not contain this attempt"
        in served.as_person("ines").post("/receipts", receipt=receipt).text
    )
    assert bob.get("/").status == 200
    logged = [json.loads(line) for line in capfd.readouterr().err.splitlines() if line.startswith('{"time"')]
    logging.getLogger("grader.service.web.requests").handlers.clear()
    assert {"/hand-in", "/events"} <= {line["route"] for line in logged}
    traces = [ZOE.encode(), ZOE.replace("-", "_").encode(), sha256(notebook(ANSWER)).hexdigest().encode()]
    files = [path for path in out.rglob("*") if path.is_file()]
    assert [path for path in files if any(one in path.read_bytes() for one in traces)] == []
    assert [path for path in files if any(one.decode() in str(path) for one in traces)] == []
    assert ZOE not in json.dumps(logged)
