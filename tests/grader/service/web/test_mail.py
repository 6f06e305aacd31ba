"""Mail that says there is feedback: to whom, how often, what it says, and that nothing waits for it."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from time import sleep

import pytest

from grader.errors import SpecError
from grader.gradebook import FeedbackRelease
from grader.service.web import mailer as mailer_module
from grader.service.web.mailer import PASSWORD, Mailer, MailServer, is_address, make_message
from grader.storage.identities import Identity, write_identities
from grader.storage.layout import IDENTITIES
from tests.grader.service.web.serving import EXERCISE, SECOND, WAIT_S, Served
from tests.grader.service.web.test_feedback import judge
from tests.grader.service.web.test_release import RULES
from tests.smtp import Sent, SmtpServer

SENDER = "grader@example.org"
ADA, BOB = "ada@example.org", "bob@example.org"
HOSTILE = "a@example.org\r\nBcc: all@example.org"
AT_ONCE = RULES.replace("by hand", "at once")


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    with SmtpServer.start() as one:
        yield one


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A course whose feedback comes at once, and the addresses of two learners."""
    with Served.start(tmp_path, assignments=AT_ONCE) as one:
        people = [Identity(learner="ada", email=ADA), Identity(learner="bob", email=BOB)]
        write_identities(one.service.out / IDENTITIES, people)
        yield one


def mailer(served: Served, port: int) -> Mailer:
    return Mailer(MailServer.from_options(f"smtp://127.0.0.1:{port}", SENDER), served.service)


def hand_in(served: Served, learner: str, answer: str, exercise: str = EXERCISE) -> None:
    """An attempt that is judged."""
    judge(served, learner, f"sha256: {sha256(answer.encode()).hexdigest()}", exercise)


def body(sent: Sent) -> str:
    return str(sent.message.get_content()).replace("\r\n", "\n")


def test_each_attempt_is_told_of_once_and_without_its_marks(served: Served, smtp: SmtpServer) -> None:
    """By whichever process looks first, also after a restart; several attempts of a learner share a message."""
    first = mailer(served, smtp.port)
    first._pass_over()
    hand_in(served, "ada", "total = 1")
    hand_in(served, "ada", "total = 1", SECOND)
    hand_in(served, "bob", "total = 1")
    first._look()
    for one in (first, mailer(served, smtp.port)):
        one._look()
    hand_in(served, "ada", "total = 2")
    first._look()

    assert [(one.sender, one.to) for one in smtp.sent] == [(SENDER, (ADA,)), (SENDER, (BOB,)), (SENDER, (ADA,))]
    both, _, second = smtp.sent
    assert "- Another sum, attempt 1\n- A sum, attempt 1\n" in body(both)
    assert "- A sum, attempt 2\n" in body(second)
    assert "attempt 1" not in body(second)
    assert f"{served.service.site.origin}/" in body(both)
    assert both.message["Subject"] == "Feedback on what you handed in: t"
    assert (both.message["To"], both.message["Auto-Submitted"]) == (ADA, "auto-generated")
    assert not [word for word in ("point", "3", "of 4", "ada") if word in body(both).replace(str(served.port), "")]


def test_what_was_there_before_the_first_time_is_not_told_of(served: Served, smtp: SmtpServer) -> None:
    """Else a whole cohort would get mail when the option is first used."""
    hand_in(served, "ada", "total = 1")
    one = mailer(served, smtp.port)
    one._pass_over()
    one._look()
    hand_in(served, "bob", "total = 1")
    one._look()

    assert [one.to for one in smtp.sent] == [(BOB,)]


def test_a_server_that_is_down_is_asked_again_and_nothing_is_lost(served: Served, smtp: SmtpServer) -> None:
    """What it refuses for one learner keeps nobody else's, and is not tried again."""
    smtp.refused.add(ADA)
    with SmtpServer.start() as gone:
        nowhere = gone.port
    one, down = mailer(served, smtp.port), mailer(served, nowhere)
    one._pass_over()
    hand_in(served, "ada", "total = 1")
    hand_in(served, "bob", "total = 1")
    with pytest.raises(OSError, match="refused"):
        down._look()
    one._look()
    smtp.refused.clear()
    one._look()

    assert [one.to for one in smtp.sent] == [(BOB,)]


def test_hand_ins_and_results_never_wait_for_the_mail(
    served: Served, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has a thread of its own, which goes on where its server fails, and logs no address."""
    monkeypatch.setattr(mailer_module, "LOOK_S", 0.01)
    monkeypatch.setattr(mailer_module, "MOST_S", 0.05)
    caplog.set_level(logging.WARNING)
    with SmtpServer.start() as gone:
        port = gone.port
    with mailer(served, port):
        hand_in(served, "ada", "total = 1")
        assert "3 of 4 points" in served.as_person("ada").get("/").text
        while "mail waits" not in caplog.text:
            sleep(0.01)
        with SmtpServer.start(port) as back:
            assert back.arrived.wait(WAIT_S)

    assert [one.to for one in back.sent] == [(ADA,)]
    assert ADA not in caplog.text


def test_feedback_that_waits_is_told_of_when_it_comes(tmp_path: Path, smtp: SmtpServer) -> None:
    """Not when it is judged."""
    with Served.start(tmp_path, assignments=RULES) as served:
        write_identities(served.service.out / IDENTITIES, [Identity(learner="ada", email=ADA)])
        one = mailer(served, smtp.port)
        one._pass_over()
        hand_in(served, "ada", "total = 1")
        one._look()
        assert smtp.sent == []
        when = datetime.now(UTC)
        served.service.gradebook.release_feedback(FeedbackRelease(assignment="week 1", who="ines", when=when))
        one._look()

    assert ["A sum, attempt 1" in body(one) for one in smtp.sent] == [True]


NO_ADDRESSES = ("", "ada", "ada@", "@x.org", "a b@x.org", "a@x, b@y", "a@x\n", HOSTILE, "<a@x>", "å@x.org", "a@[::1]")


@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_only_one_plain_address_is_one(text: str) -> None:
    """Whatever else stands in the list is not written to."""
    assert not is_address(text)
    assert is_address(ADA)


def test_whoever_has_no_address_keeps_nobody_from_theirs(served: Served, smtp: SmtpServer) -> None:
    """Two in one cell, or none at all."""
    people = [Identity(learner="ada", email="a@x, b@y"), Identity(learner="bob", email=BOB)]
    write_identities(served.service.out / IDENTITIES, people)
    one = mailer(served, smtp.port)
    one._pass_over()
    for learner in ("ada", "bob", "cyd"):
        hand_in(served, learner, "total = 1")
    one._look()

    assert [one.to for one in smtp.sent] == [(BOB,)]


def test_no_title_adds_a_header_or_a_line() -> None:
    """Titles are the course's, and may hold anything."""
    title = "t\r\nBcc: all@example.org\n\nbody"
    message = make_message(SENDER, ADA, course=title, attempts=[f"{title}, attempt 1"], origin="https://x")

    assert message["Bcc"] is None
    assert "\n" not in message["Subject"]
    assert "- t Bcc: all@example.org body, attempt 1\n" in message.get_content()
    with pytest.raises(ValueError, match="linefeed"):
        make_message(SENDER, HOSTILE, course="t", attempts=[], origin="https://x")


@pytest.mark.parametrize(
    ("url", "sender", "said"),
    [
        ("mail.example.org", SENDER, "--mail-server"),
        ("http://x", SENDER, "--mail-server"),
        ("smtp://", SENDER, "--mail-server"),
        ("smtp://x:port", SENDER, "--mail-server"),
        ("smtp://me:secret@x", SENDER, PASSWORD),
        ("smtp://x/path", SENDER, "--mail-server"),
        ("smtp://x", None, "--mail-from"),
        ("smtp://x", HOSTILE, "--mail-from"),
    ],
)
def test_a_mistaken_server_or_sender_is_told_before_anything_is_served(url: str, sender: str | None, said: str) -> None:
    """By the option, and without a password in the message."""
    with pytest.raises(SpecError, match=said) as raised:
        MailServer.from_options(url, sender)
    assert "secret" not in str(raised.value)


def test_a_server_elsewhere_is_only_spoken_to_by_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    """The usual ports, the user of the URL, and a password of the environment."""
    monkeypatch.setenv(PASSWORD, "secret")
    plain, tls = (
        MailServer.from_options(url, SENDER)
        for url in ("smtp://m%40x@mail.example.org:587", "smtps://mail.example.org")
    )

    assert (plain.host, plain.port, plain.user, plain.password, plain.is_tls) == (
        "mail.example.org", 587, "m@x", "secret", False,
    )  # fmt: skip
    assert (tls.port, tls.user, tls.is_tls) == (465, "", True)


def test_a_server_under_another_name_that_has_no_tls_gets_nothing(
    smtp: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Messages and passwords would travel readable for others."""
    monkeypatch.setattr("grader.service.web.mailer.LOOPBACK", frozenset())
    server = MailServer.from_options(f"smtp://127.0.0.1:{smtp.port}", SENDER)

    with pytest.raises(OSError, match="STARTTLS"), server.session():
        pass
