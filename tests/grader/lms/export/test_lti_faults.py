"""Scores sent to a platform that refuses some, fails, falls silent or loses its replies."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest

from grader.errors import SpecError, StorageError, SystemFault
from grader.lms.export import ExportReport, lti_memory, lti_send
from grader.lms.export.lti import read_platform
from grader.lms.export.lti_memory import Message, Platform, sent_scores
from grader.lms.export.lti_send import SendReport, send_scores

from .platform_server import Fault
from .test_lti import World, keys, world

__all__ = ["keys", "world"]
USERS = ("a", "b", "c", "d", "e")
FAULTS = {
    "400": Fault(400, "[]"),
    "403": Fault(403, "not gradable"),
    "404": Fault(404, "no such user"),
    "409": Fault(409, "conflict"),
    "422": Fault(422, "not in the course"),
    "redirect": Fault(302, "", {"Location": "http://127.0.0.1:9/"}),
}
BROKEN = {
    "500": Fault(500, "oops"),
    "502": Fault(502, "bad gateway"),
    "503": Fault(503, "maintenance"),
    "503 later": Fault(503, "maintenance", {"Retry-After": "0"}),
    "429": Fault(429, "slow down", {"Retry-After": "0"}),
    "429 with a date": Fault(429, "slow down", {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}),
    "429 with nonsense": Fault(429, "slow down", {"Retry-After": "soon"}),
    "reset": Fault(),
}


@pytest.fixture
def platform(world: World) -> Platform:
    """The platform as the file describes it, which knows these users."""
    world.platform.users |= set(USERS)
    return read_platform(world.file)


def score(user: str, points: float = 1.0, **said: Any) -> Message:
    body = {"userId": user, "comment": "", "activityProgress": "Completed", "gradingProgress": "FullyGraded", **said}
    return Message(about=user, line_item="", body={**body, "scoreGiven": points, "scoreMaximum": 2.0})


def send(world: World, platform: Platform, *messages: Message) -> SendReport:
    with sent_scores(world.file.with_name("sent.jsonl")) as memory:
        return send_scores([replace(one, line_item=world.platform.line_item) for one in messages], platform, memory)


def send_all(world: World, platform: Platform, points: float = 1.0) -> SendReport:
    return send(world, platform, *(score(user, points) for user in USERS))


def told(found: list[tuple[Message, str]]) -> Mapping[str, str]:
    return {message.about: words for message, words in found}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_refusal_keeps_nobody_else_from_their_marks(world: World, platform: Platform, fault: Fault) -> None:
    """The others get theirs, in order; the refusal is told with the platform's words; a repeat is no different."""
    for _ in range(2):
        world.platform.faults = {"b": [fault], "c": [fault]}
        report = send_all(world, platform)

        assert set(told(report.refused)) == {"b", "c"}
        assert told(report.refused)["b"] == f"{fault.status}: {fault.words}"
        assert (report.sent, report.unanswered, report.not_tried) == (3, [], [])
    assert [one["userId"] for one in world.platform.asked[:5]] == list(USERS)
    assert set(world.platform.grades) == {"a", "d", "e"}


@pytest.mark.parametrize("fault", BROKEN.values(), ids=BROKEN)
def test_a_platform_that_fails_for_a_moment_is_asked_again(world: World, platform: Platform, fault: Fault) -> None:
    """Under the same timestamp, so that nothing counts twice."""
    world.platform.faults = {"b": [fault, fault]}
    report = send_all(world, platform)

    assert (report.sent, report.refused, report.unanswered) == (5, [], [])
    assert [one["userId"] for one in world.platform.asked] == ["a", "b", "b", "b", "c", "d", "e"]
    assert len({one["timestamp"] for one in world.platform.asked[1:4]}) == 1


@pytest.mark.parametrize("fault", BROKEN.values(), ids=BROKEN)
def test_one_score_that_fails_always_is_told_and_others_go_on(world: World, platform: Platform, fault: Fault) -> None:
    """It may be the platform's fault about one person; the next export sends it."""
    world.platform.faults = {"b": [fault] * 20}
    report = send_all(world, platform)
    world.platform.faults = {}

    assert (report.sent, set(told(report.unanswered))) == (4, {"b"})
    assert send_all(world, platform).sent == 5
    assert world.platform.grades["b"] == 0.5


def test_many_that_fail_in_a_row_still_keep_nobody_back(world: World, platform: Platform) -> None:
    """After a few each is tried once, so that the last one is reached, too."""
    world.platform.faults = {user: [Fault(500, "oops")] * 20 for user in "abcd"}
    report = send_all(world, platform)

    assert (report.sent, set(told(report.unanswered))) == (1, set("abcd"))
    assert sum(one["userId"] == "d" for one in world.platform.asked) == 1


def test_a_platform_that_says_nothing_is_not_waited_for_forever(
    world: World, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time of a reply is limited, and others get theirs."""
    monkeypatch.setattr(lti_send, "TIMEOUT_S", 0.2)
    world.platform.faults = {"b": [Fault(200, hangs_s=60.0)] * 3}
    report = send_all(world, platform)

    assert (report.sent, set(told(report.unanswered))) == (4, {"b"})
    assert "no answer" in told(report.unanswered)["b"]


@pytest.mark.parametrize("fault", [Fault(stores=True), Fault(502, stores=True)], ids=["reset", "502"])
def test_a_reply_that_was_lost_costs_nothing(world: World, platform: Platform, fault: Fault) -> None:
    """The score was stored. Its repeat under the same timestamp is refused by the platform, and counts as sent."""
    world.platform.faults = {"b": [fault]}
    report = send_all(world, platform)

    assert (report.sent, report.refused) == (5, [])
    assert len(world.platform.received) == 5
    assert len({one["timestamp"] for one in world.platform.asked if one["userId"] == "b"}) == 1


def test_a_reply_that_was_lost_until_the_next_export(world: World, platform: Platform) -> None:
    """The command may have been killed meanwhile: what was begun is in the file."""
    world.platform.faults = {"b": [Fault(stores=True), *[Fault()] * 9]}
    first = send_all(world, platform)
    world.platform.faults = {}
    second = send_all(world, platform)

    assert (first.sent, set(told(first.unanswered))) == (4, {"b"})
    assert (second.sent, second.refused, len(world.platform.received)) == (5, [], 5)


def test_the_same_again_is_under_its_own_timestamp(world: World, platform: Platform) -> None:
    """The platform refuses it, as it has it: all the same it is sent, and a platform that lost it takes it."""
    send_all(world, platform)
    del world.platform.stamps["c"]
    report = send_all(world, platform)

    assert (report.sent, report.refused) == (5, [])
    assert [one["userId"] for one in world.platform.received] == [*USERS, "c"]
    stamps = [one["timestamp"] for one in world.platform.asked]
    assert stamps[:5] == stamps[5:]


@pytest.mark.parametrize("days", [-400, 0, 400])
def test_a_changed_score_is_later_whatever_the_clock_says(
    world: World, platform: Platform, days: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where it changes back to what it was, or in its comment alone; by a second, as some keep no less."""
    for points in (1.0, 2.0, 1.0):
        assert send_all(world, platform, points).sent == 5
        assert world.platform.grades["a"] == points / 2
        now = datetime.now(UTC) + timedelta(days=days)
        monkeypatch.setattr(lti_memory, "datetime", SimpleNamespace(now=lambda _, now=now: now))
    assert send(world, platform, score("a", 1.0, comment="look again")).sent == 1

    stamps = [datetime.fromisoformat(one["timestamp"]) for one in world.platform.received if one["userId"] == "a"]
    assert all(after - before >= timedelta(seconds=1) for before, after in pairwise(stamps))
    assert len(stamps) == 4


def test_a_refused_change_is_refused_again(world: World, platform: Platform) -> None:
    """Only what may be stored is taken for sent: who is no student any more is told each time."""
    send_all(world, platform)
    for _ in range(2):
        world.platform.faults = {"b": [Fault(400, "[]")]}
        report = send_all(world, platform, 2.0)
        assert set(told(report.refused)) == {"b"}
    assert send_all(world, platform, 2.0).sent == 5
    assert world.platform.grades["b"] == 1.0


def test_a_refusal_after_maintenance_is_a_refusal(world: World, platform: Platform) -> None:
    """A platform that was away stored nothing, so its 400 means what it says."""
    world.platform.faults = {"b": [Fault(503, "maintenance"), Fault(400, "[]")]}

    assert told(send_all(world, platform).refused) == {"b": "400: []"}


def test_a_line_item_that_is_gone_is_told_for_each(world: World, platform: Platform) -> None:
    """And it is not the others' matter: those of another line item are sent."""
    gone = [replace(score(user), line_item=f"{world.platform.url}/lineitems/9/lineitem") for user in USERS]
    here = [replace(score(user), line_item=world.platform.line_item) for user in USERS]
    with sent_scores(world.file.with_name("sent.jsonl")) as memory:
        report = send_scores([one for pair in zip(gone, here, strict=True) for one in pair], platform, memory)

    assert (report.sent, len(report.refused)) == (5, 5)
    assert told(report.refused)["a"].startswith("404: ")


def test_a_host_that_is_not_there_keeps_no_other_back(world: World, platform: Platform) -> None:
    """A line item of another host that is gone is not tried for each learner, and the others are sent."""
    dead = [replace(score(user), line_item="http://127.0.0.1:9/lineitem") for user in USERS]
    here = [replace(score(user), line_item=world.platform.line_item) for user in USERS]
    with sent_scores(world.file.with_name("sent.jsonl")) as memory:
        report = send_scores([*dead, *here], platform, memory)

    assert (report.sent, set(told(report.not_tried))) == (5, set(USERS))


def test_a_token_that_runs_out_and_is_not_given_again(world: World, platform: Platform) -> None:
    """The rest is not tried, and told so, with the reason; the next export sends it."""
    send(world, platform, score("a"))
    world.platform.expire_after = 3

    def messages() -> Any:
        for user in USERS:
            if user == "c":
                world.platform.no_tokens = 400
            yield replace(score(user, 2.0), line_item=world.platform.line_item)

    with sent_scores(world.file.with_name("sent.jsonl")) as memory:
        report = send_scores(messages(), platform, memory)
    world.platform.no_tokens = 0

    assert (report.sent, set(told(report.not_tried))) == (2, {"c", "d", "e"})
    assert "the platform gave no token (400: " in report.not_tried[0][1]
    assert send_all(world, platform, 2.0).sent == 5


def test_no_token_at_all_is_a_fault(world: World, platform: Platform) -> None:
    """Nothing was sent, so there is nothing to report but why."""
    world.platform.no_tokens = 401

    with pytest.raises(
        SystemFault, match=r"the platform gave no token \(401: .*invalid_client.*; 0 scores were sent before"
    ):
        send_all(world, platform)


def test_a_platform_that_asks_for_an_hour_is_left_alone(world: World, platform: Platform) -> None:
    """The rest is not tried."""
    world.platform.faults = {"c": [Fault(429, "too many", {"Retry-After": "3600"})]}
    report = send_all(world, platform)

    assert (report.sent, set(told(report.not_tried))) == (2, {"c", "d", "e"})
    assert send_all(world, platform).sent == 5


def test_a_platform_that_refuses_every_token_is_asked_for_few(world: World, platform: Platform) -> None:
    """A new token that is refused as well is a refusal of that score."""
    world.platform.faults = {"b": [Fault(401, "no")] * 9}
    report = send_all(world, platform)

    assert told(report.refused) == {"b": "401: no"}
    assert report.sent == 4


def test_the_words_of_a_platform_are_bounded_and_act_on_nothing(world: World, platform: Platform) -> None:
    """They may be a page of megabytes, with codes of a terminal and markup in it."""
    world.platform.faults = {"b": [Fault(400, "\x1b[2J\u202e[red]\n" + "x" * 5_000_000)]}
    words = told(send_all(world, platform).refused)["b"]

    assert len(words) < 300
    assert words.startswith("400: ␛[2J[U+202E][red] xxx")


def test_two_commands_at_once_are_one_too_many(world: World, platform: Platform) -> None:
    """They would give the same score two timestamps."""
    with sent_scores(world.file.with_name("sent.jsonl")), pytest.raises(SpecError, match="another command is sending"):
        send_all(world, platform)


def test_a_line_that_was_cut_off_is_forgotten_and_a_damaged_one_told(world: World, platform: Platform) -> None:
    """As by a power cut; and as by an editor."""
    send_all(world, platform)
    file = world.file.with_name("sent.jsonl")
    with file.open("a") as appended:
        appended.write('{"line_item": "htt')
    assert send_all(world, platform).sent == 5
    file.write_text("[]\n" + file.read_text())
    with pytest.raises(StorageError, match="line 1: is damaged"):
        send_all(world, platform)


def test_whoever_shares_a_user_is_refused_before_anything_is_sent(world: World) -> None:
    """The marks of one would be the other's."""
    users = world.file.with_name("users.csv")
    users.write_text(users.read_text() + "p09,sub-p01\n")

    with pytest.raises(SpecError, match="user_id 'sub-p01' is listed twice"):
        read_platform(world.file)


def test_the_report_names_each_and_counts_all(opened: Any, world: World) -> None:
    """Refusals first, then who has no user there; by name, with the column."""
    world.platform.faults = {"sub-p01": [Fault(400, "[]")], "sub-p03": [Fault(500, "oops")] * 3}
    report = _export(opened, world)

    assert report.summary == f"4 scores sent to {world.platform.url}, 1 refused, 1 not answered."
    assert report.notes[:2] == (
        "refused: p01 (Ada Lovelace), A sum: 400: []",
        "not answered: p03 (Núñez, \"Amélie\"; the 'second'), A sum: 500: oops",
    )
    assert (report.refused, report.unsent) == (1, 1)
    assert any(one.startswith("left out, because the file of users has no user_id: p07") for one in report.notes)


def test_a_learner_without_an_id_keeps_nobody_back(opened: Any, world: World) -> None:
    """Who never opened the tool has none yet; the export says so, and sends the others' scores."""
    users = world.file.with_name("users.csv")
    users.write_text(users.read_text().replace("sub-p02", ""))
    report = _export(opened, world)

    assert "sub-p02" not in world.platform.grades
    assert "sub-p03" in world.platform.grades
    assert any(one.startswith("left out, because the file of users has no user_id: p02") for one in report.notes)


def _export(opened: Any, world: World) -> ExportReport:
    from .test_lti import sent  # noqa: PLC0415 - a fixture of the same name is there

    return sent(opened, world)


def test_what_is_remembered_is_no_secret_and_no_comment(world: World, platform: Platform) -> None:
    """Line item, user, a digest, a time: no points, and nothing that a learner wrote."""
    send(world, platform, score("a", comment="a remark"))
    (line,) = world.file.with_name("sent.jsonl").read_text().splitlines()[:1]

    assert set(json.loads(line)) == {"line_item", "user", "score", "timestamp", "fate"}
    assert "remark" not in line
