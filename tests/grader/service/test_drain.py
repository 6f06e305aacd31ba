"""The coordinator judges whatever waits, each attempt once, in turns, and goes on after whatever goes wrong."""

import json
from pathlib import Path

import pytest

from grader.course.loader import load_course
from grader.engine.batch.state import Ending
from grader.engine.references import References
from grader.errors import MissingDataError
from grader.gradebook import Gradebook
from grader.judging.judge import PreparedExercise
from grader.service.status import AttemptStatus, Stage, StatusBoard
from grader.storage.layout import FILES, RESULTS, home_page_name, page_name
from grader.storage.submissions import SubmissionStore
from reports.publish import LearnerPages, PageWriter
from tests import simulated
from tests.grader import tiny
from tests.service import NO_RULES, Seen, Served


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Served:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    simulated.kernels(monkeypatch.setattr)
    served = Served(simulated.course(tmp_path / "course"), tmp_path / "out", tmp_path / "out" / "gradebook.sqlite")
    served.make()
    return served


def test_what_waits_is_judged_once_and_drawn(served: Served) -> None:
    """Each attempt has one result, its page and its learner's own; the pages of all learners are there at the end."""
    for number in range(6):
        served.hand_in(f"learner-{number}", f"total = {number // 2}")

    finish = served.drain(lambda now: now.judged == 6)

    assert finish.ending is Ending.STOPPED
    assert served.results() == {(f"learner-{number}", 1): 1 for number in range(6)}
    for number in range(6):
        assert (served.out / page_name(f"learner-{number}", tiny.EXERCISE)).is_file()
        assert (served.out / home_page_name(f"learner-{number}")).is_file()
    lines = (served.out / RESULTS).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["learner"] for line in lines] == [f"learner-{number}" for number in range(6)]
    assert not (served.out / "service.json").exists()


def test_what_comes_meanwhile_is_judged_too(served: Served) -> None:
    """A hand-in needs no new coordinator."""
    served.hand_in("ada", "total = 1")
    mended = iter(("total = 2", "total = 3"))

    served.drain(lambda now: now.judged == 3, each=lambda _: served.hand_in("ada", next(mended, "total = 3")))

    assert served.results() == {("ada", 1): 1, ("ada", 2): 1, ("ada", 3): 1}


def test_turns_are_fair(served: Served) -> None:
    """A learner who handed in ten times before others came is judged in turn with them, not before them."""
    for number in range(10):
        served.hand_in("eager", f"total = {number}")
    for name in ("ada", "bob", "cyd"):
        served.hand_in(name, f"total = '{name}'")
    order: list[str] = []

    served.drain(lambda now: now.judged == 13, each=lambda one: order.append(one.learner))

    assert {"ada", "bob", "cyd"} <= set(order[:5])
    assert order[5:] == ["eager"] * 8


def test_a_second_coordinator_goes_on(served: Served) -> None:
    """What the first has judged is left alone, and what waits is judged."""
    for number in range(8):
        served.hand_in(f"learner-{number}", f"total = {number}")
    served.drain(lambda now: now.judged >= 2)
    before = sum(served.results().values())

    served.drain(lambda now: now.judged + before == 8)

    assert 2 <= before < 8
    assert served.results() == {(f"learner-{number}", 1): 1 for number in range(8)}


def test_a_file_that_is_gone_stops_nobody(served: Served) -> None:
    """What was handed in and is damaged on the disk costs no points, is our fault, and the others are judged."""
    lost = served.hand_in("ada", "total = 1")
    served.hand_in("bob", "total = 2")
    SubmissionStore(served.out / FILES).path(lost.sha256).write_bytes(b"damaged")

    finish = served.drain(lambda now: now.judged == 2)

    assert finish.ending is Ending.STOPPED
    with Gradebook.view(served.place) as book:
        stages = {one.learner: one.stage for one in StatusBoard(served.out, book, NO_RULES).statuses()}
    assert stages == {"ada": Stage.OURS, "bob": Stage.JUDGED}


def test_an_exercise_that_cannot_be_judged_is_held_with_its_reason(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its attempts wait, and whoever looks is told why."""

    async def missing(_: References, __: str) -> PreparedExercise:
        raise MissingDataError("data set mnist: not fetched")

    monkeypatch.setattr(References, "prepare", missing)
    served.hand_in("ada", "total = 1")
    seen: list[AttemptStatus] = []

    def held(now: Seen) -> bool:
        if now.live.held:
            with Gradebook.view(served.place) as book:
                seen.extend(StatusBoard(served.out, book, NO_RULES).statuses())
        return bool(seen)

    served.drain(held)

    assert [(one.stage, one.place, one.reason) for one in seen] == [(Stage.OURS, 0, "data set mnist: not fetched")]
    assert served.results() == {("ada", 1): 0}


def test_pages_can_be_drawn_while_all_wait(served: Served) -> None:
    """Those that show all learners have nobody's results then."""
    served.hand_in("ada", "total = 1")
    with Gradebook.view(served.place) as book:
        page = PageWriter(served.out, load_course(served.course), book).write_index(every=True).page

    assert page.is_file()
    assert (served.out / RESULTS).read_bytes() == b""


def test_a_page_that_cannot_be_drawn_undoes_no_result(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """The result stands, once; the page is tried again with the cohort's."""

    def fails(_: LearnerPages, __: str) -> None:
        raise KeyError("x")

    monkeypatch.setattr(LearnerPages, "draw_learner", fails)
    served.hand_in("ada", "total = 1")

    served.drain(lambda now: now.judged == 1)

    assert served.results() == {("ada", 1): 1}
    assert (served.out / page_name("ada", tiny.EXERCISE)).is_file()
