"""Scores sent to a platform that checks signatures, tokens and messages."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from grader.errors import SpecError, SystemFault
from grader.lms.export import ExportOptions, ExportReport, lti_send
from grader.lms.export.lti import export_lti

from .conftest import SUM, Opened
from .platform_server import Platform, serving

CLIENT = "10000000000001"
LEARNERS = ("p01", "p02", "p03", "p04", "p05", "p06", "p08")


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A platform, and the file that describes it."""

    platform: Platform
    file: Path


@pytest.fixture(scope="module")
def keys() -> tuple[str, str]:
    """A private key and its public one, PEM."""
    key = generate_private_key(65537, 2048)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    return private, public


@pytest.fixture
def world(keys: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    private, public = keys
    (tmp_path / "tool.pem").write_text(private)
    users = {learner: f"sub-{learner}" for learner in LEARNERS}
    (tmp_path / "users.csv").write_text("learner,user_id\n" + "".join(f"{a},{b}\n" for a, b in users.items()))
    monkeypatch.setattr(lti_send, "BACKOFF_S", 0.0)
    with serving(public, CLIENT, set(users.values())) as platform:
        file = tmp_path / "platform.toml"
        file.write_text(
            f'issuer = "{platform.url}"\nclient_id = "{CLIENT}"\ntoken_url = "{platform.url}/token"\n'
            f'private_key = "tool.pem"\nusers = "users.csv"\n[line_items]\n"{SUM}" = "{platform.line_item}"\n'
        )
        yield World(platform=platform, file=file)


def sent(opened: Opened, world: World) -> ExportReport:
    return export_lti(opened(), ExportOptions(to=world.file.with_name("unused"), template=world.file, send=True))


def test_scores_are_recorded_and_faults_of_the_grader_change_nothing(opened: Opened, world: World) -> None:
    """Each learner's last score, rescaled by the platform, with one token; learners who are left out are reported."""
    report = sent(opened, world)

    assert world.platform.grades == {"sub-p01": 1.0, "sub-p02": 0.5, "sub-p03": 0.0, "sub-p05": 1.0, "sub-p06": 0.5}
    assert [one["gradingProgress"] for one in world.platform.received if one["userId"] == "sub-p04"] == ["Failed"]
    assert report.summary == f"6 scores sent to {world.platform.url}."
    assert len(world.platform.used) == 1
    assert set(report.notes) == {
        "left out, because the file of users has no user_id: p07 (" + "N" * 300 + ")",
        "left out, nothing was handed in yet: p08 (Nobody Knows), A sum",
    }


def test_a_token_that_runs_out_is_asked_for_again(opened: Opened, world: World) -> None:
    """Nothing is lost in a long export."""
    world.platform.expire_after = 3

    sent(opened, world)

    assert len(world.platform.received) == 6
    assert len(world.platform.used) == 2


def test_a_platform_that_is_not_there_is_reported(opened: Opened, world: World) -> None:
    """As a sentence."""
    world.platform.server_close()
    world.file.write_text(world.file.read_text().replace(f":{world.platform.server_port}", ":9"))

    with pytest.raises(SystemFault, match="0 scores were sent before"):
        sent(opened, world)


def test_messages_can_be_written_and_not_sent(opened: Opened, world: World) -> None:
    """A line each, by the same rules."""
    report = export_lti(opened(), ExportOptions(to=world.file.with_name("m.jsonl"), template=world.file))

    written = [json.loads(line) for line in world.file.with_name("m.jsonl").read_text().splitlines()]
    for message in written:
        world.platform.take(message["score"])
    assert {message["line_item"] for message in written} == {world.platform.line_item}
    assert world.platform.grades["sub-p02"] == 0.5
    assert report.summary.endswith("6 scores, not sent.")


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ("client_id", "client", "client_id"),
        ("http://127.0.0.1", "http://example.org", "does not begin with https://"),
        ("http://127.0.0.1", "http://127.0.0.1.example.org", "does not begin with https://"),
        ("http://127.0.0.1:", "https://:", "names no host"),
        ("tool.pem", "other.pem", "no such file"),
        ("users.csv", "tool.pem", "Allowed: learner, user_id"),
        ("01/sum", "01/sun", "did you mean '01/sum'"),
    ],
)
def test_a_file_that_is_wrong_is_reported(
    opened: Opened, world: World, before: str, after: str, complaint: str
) -> None:
    """Before anything is sent."""
    world.file.write_text(world.file.read_text().replace(before, after))

    with pytest.raises(SpecError) as error:
        sent(opened, world)

    assert complaint in str(error.value)
    assert not world.platform.received


def test_an_invalid_key_is_reported(opened: Opened, world: World) -> None:
    """And none of it is shown."""
    world.file.with_name("tool.pem").write_text("secret")

    with pytest.raises(SpecError, match="not a PEM private key") as error:
        sent(opened, world)

    assert "secret" not in str(error.value)
