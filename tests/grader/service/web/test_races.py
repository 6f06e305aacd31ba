"""Limits that many requests reach at the same moment: each holds as if they had come one after the other."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Barrier

import pytest

from grader.service.web.access import Person, Role
from grader.service.web.sign_in import MAX_TOKENS
from grader.service.web.streams import MOST_EACH
from tests.grader.service.web.serving import EXERCISE, Served, notebook

AT_ONCE = 24
DAILY = f"""\
timezone = "Europe/Berlin"
[[assignments]]
id = "one"
title = "One"
exercises = ["{EXERCISE}"]
policy.attempts_per_day = 2
"""


def at_once(ask: Callable[[int], int], count: int = AT_ONCE) -> list[int]:
    """What came of each of these requests, which begin together."""
    ready = Barrier(count)

    def asked(number: int) -> int:
        ready.wait()
        return ask(number)

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(asked, range(count)))


@pytest.fixture
def fresh(served: Served, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """The course, where one person may ask many things at once."""
    monkeypatch.setattr(served.service.limits.at_once, "_most", AT_ONCE)
    yield served
    served.service.limits.visits._buckets.clear()


def test_nobody_gets_more_tokens_by_asking_at_once(fresh: Served) -> None:
    """From two browsers of one learner."""
    fresh.service.access.enrol([Person(name="cyd", role=Role.LEARNER)])
    clients = [fresh.as_person("cyd"), fresh.as_person("cyd")]
    csrf = clients[0].csrf()
    found = at_once(lambda number: clients[number % 2].post("/tokens", csrf=csrf, label="x").status)

    assert sorted(found) == [200] * MAX_TOKENS + [422] * (AT_ONCE - MAX_TOKENS)
    assert len(fresh.service.access.tokens("cyd")) == MAX_TOKENS


def test_a_link_signs_in_once(fresh: Served) -> None:
    """Whoever is first: everybody else is told that it was used."""
    link = f"/sign-in/{fresh.service.access.new_link('bob', lives_s=60)}"
    found = at_once(lambda _: fresh.visitor().post(link, csrf="").status)

    assert found.count(303) == 1
    assert set(found) == {303, 403}


@pytest.mark.parametrize("name", ["tim", "ada"])
def test_nobody_holds_more_live_pages_than_a_few(fresh: Served, name: str) -> None:
    """In several sessions, an assistant too; whose pages they are is what counts, and the others have theirs."""
    access = fresh.service.access
    cookies = [f"grader_session={access.redeem_link(access.new_link(name, lives_s=60))}" for _ in range(3)]
    with ExitStack() as stack:

        def opened(number: int) -> int:
            client = fresh.visitor()
            client.cookie = cookies[number % 3]
            return stack.enter_context(client.events())[0]

        found = at_once(opened)
        with fresh.as_person("ines").events() as (hers, _):
            assert hers == 200
        assert fresh.service.streams._open_of[name] == MOST_EACH
        assert "live pages open" in fresh.as_person(name).get("/events").text

    assert sorted(found) == [200] * MOST_EACH + [503] * (AT_ONCE - MOST_EACH)


def test_no_more_attempts_of_a_day_by_handing_in_at_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Different answers to one exercise of which two are taken a day."""
    with Served.start(tmp_path_factory.mktemp("daily"), assignments=DAILY) as served:
        served.service.limits.at_once._most = AT_ONCE
        client = served.as_person("ada")
        csrf = client.csrf()
        found = at_once(lambda number: client.hand_in(notebook(f"total = {number}"), csrf=csrf).status)

        assert sorted(found) == [200] * 2 + [422] * (AT_ONCE - 2)
        assert len(served.service.board.statuses("ada")) == 2


def test_hand_ins_at_once_are_no_more_than_the_rate_allows(fresh: Served) -> None:
    """The same bytes again are no new attempt, and count for the rate all the same."""
    limit = fresh.service.limits.hand_ins
    limit._buckets.clear()
    for _ in range(20):
        limit.take("bob")
    client = fresh.as_person("bob")
    csrf = client.csrf()
    found = at_once(lambda _: client.hand_in(notebook("total = 7"), csrf=csrf).status)

    assert (found.count(200), found.count(429)) == (10, AT_ONCE - 10)
    assert len({one.attempt for one in fresh.service.board.statuses("bob")}) == 1
