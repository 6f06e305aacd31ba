"""How much is kept of what learners hand in, and what is said where no more is."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest

from grader.course.loader import load_course
from grader.gradebook import Gradebook
from grader.gradebook.hand_ins import EarlierHandIns, KeptAttempt
from grader.service import room
from grader.service.hand_in import HandInDesk, RefusedHandIn
from grader.service.room import Room, RoomLimits
from grader.storage.layout import FILES, LEARNERS, RUNS, folder_name
from grader.storage.runs import RunStore
from grader.storage.submissions import SubmissionStore
from tests.grader import tiny
from tests.service import NO_RULES, answer_file

KIB = 1024
SMALL = RoomLimits(learner_mib=1)
"""Of which a quarter is for one exercise: 256 KiB."""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.write(tmp_path_factory.mktemp("course"))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    Gradebook.open(tmp_path / "out" / "gradebook.sqlite").close()
    return tmp_path / "out"


@pytest.fixture
def desk(course: Path, out: Path) -> Iterator[HandInDesk]:
    with (
        Gradebook.join(out / "gradebook.sqlite") as book,
        closing(HandInDesk(out, load_course(course), book, NO_RULES, SMALL)) as desk,
    ):
        yield desk


def answer(number: int, kib: int = 100) -> bytes:
    """An answer of which nothing can be packed, that many KiB with its comment."""
    return answer_file(f"total = {number}") + b"\n# %% [markdown]\n# " + os.urandom(kib * KIB // 2).hex().encode()


def kept(out: Path) -> tuple[int, int]:
    """Attempts in the gradebook, and contents on the disk."""
    with Gradebook.view(out / "gradebook.sqlite") as book:
        return len(book.hand_ins().waiting), len(list((out / FILES).rglob("*.z")))


def refusal(desk: HandInDesk, learner: str, content: bytes) -> str:
    """Why a file is not taken; empty where it is."""
    try:
        desk.hand_in(learner, "sum.py", content)
    except RefusedHandIn as refused:
        return refused.sentence
    return ""


def test_a_learner_fills_a_quarter_of_their_room_with_one_exercise(desk: HandInDesk, out: Path) -> None:
    """What does not fit leaves no trace; a smaller file fits, the same again does, and somebody else's does."""
    first = answer(0)
    assert [refusal(desk, "ada", one) for one in (first, answer(1))] == ["", ""]

    said = refusal(desk, "ada", answer(2))

    assert "take 200 of" not in said, "in MiB"
    assert "This file does not fit" in said
    assert "Everything that you handed in before is kept and counts" in said
    assert "Clear all outputs" in said
    assert kept(out) == (2, 2)
    assert refusal(desk, "ada", answer(3, kib=1)) == ""
    assert refusal(desk, "ada", first) == "", "bytes that are kept already take no room"
    assert refusal(desk, "bob", answer(2)) == ""
    assert desk.room.facts().refused == ("ada",)


def test_a_file_counts_as_large_as_it_was(desk: HandInDesk) -> None:
    """However well it can be packed: what a learner is told is what they can see."""
    packs_well = [answer_file(f"total = {one}") + b"\n# " + b"x" * 100 * KIB for one in range(3)]

    assert [bool(refusal(desk, "ada", one)) for one in packs_well] == [False, False, True]


def test_runs_and_pages_count_for_their_learner(out: Path) -> None:
    """What came of attempts at all exercises, once each; a run that two attempts share counts once."""
    one, files, runs = Room(out, SMALL), SubmissionStore(out / FILES), RunStore(out / RUNS)
    attempts = []
    for number in range(4):
        files.put(f"{number:064x}", b"x" * 100 * KIB)
        attempts.append(KeptAttempt(f"01/{number}", f"{number:064x}", "ab" * 32))
    runs.path("ab" * 32).parent.mkdir(parents=True)
    runs.path("ab" * 32).write_bytes(b"x" * 300 * KIB)
    earlier = EarlierHandIns(last=None, times=(), decisions=(), kept=tuple(attempts))
    assert one.refusal("ada", "01/9", "f" * 64, 100 * KIB, earlier) == ""

    page = out / LEARNERS / folder_name("ada") / "01-sum.html"
    page.parent.mkdir(parents=True)
    page.write_bytes(b"x" * 300 * KIB)

    assert "Your attempts at all exercises take 1 of 1 MiB" in one.refusal("ada", "01/9", "f" * 64, 100 * KIB, earlier)
    assert one.refusal("bob", "01/9", "f" * 64, 100 * KIB, earlier) == ""


def test_attempts_that_wait_are_no_more_than_can_be_foreseen(
    desk: HandInDesk, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a run will take is known once it has run."""
    monkeypatch.setattr(room, "MOST_WAITING", 3)

    said = [refusal(desk, "ada", answer(one, kib=0)) for one in range(4)]

    assert said[:3] == ["", "", ""]
    assert said[3].startswith(
        "3 of your attempts are waiting to be judged. Everything that you handed in before is kept"
    )
    assert kept(out) == (3, 3)


@pytest.mark.parametrize(("name", "value"), [("GIB", 1), ("FREE", 2**62)])
def test_a_full_course_takes_nothing_and_says_so(
    desk: HandInDesk, out: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: int
) -> None:
    """The course's own room, or the disk's: it is not the learner's fault. What is kept already can be had again."""
    first = answer(0)
    desk.hand_in("ada", "sum.py", first)
    monkeypatch.setattr(room, name, value)

    assert "no space left for hand-ins. This is not your fault" in refusal(desk, "bob", answer(1))
    assert refusal(desk, "ada", first) == ""
    assert kept(out) == (1, 1)
    assert desk.room.facts().is_full


def test_one_learner_gets_no_more_by_handing_in_at_once(desk: HandInDesk, out: Path) -> None:
    """Their files are taken one after the other."""
    with ThreadPoolExecutor(12) as threads:
        said = list(threads.map(lambda number: refusal(desk, "ada", answer(number)), range(12)))

    assert said.count("") == 2
    assert kept(out) == (2, 2)


def test_all_together_get_no_more_than_the_course_has(
    desk: HandInDesk, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Room is taken before a file is kept, and given back where it is not."""
    monkeypatch.setattr(room, "GIB", (sum(one.stat().st_size for one in out.rglob("*")) + 550 * KIB) // 64)
    with ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(desk.room.taken(100 * KIB))  # these are on their way
        with ThreadPoolExecutor(12) as threads:
            said = list(threads.map(lambda number: refusal(desk, f"learner{number}", answer(number)), range(12)))
    with suppress(KeyError), desk.room.taken(40 * KIB):
        raise KeyError

    assert said.count("") == 2
    assert kept(out) == (2, 2)
    with desk.room.taken(40 * KIB) as sentence:
        assert not sentence


def test_the_size_of_a_content_is_known_without_reading_it(out: Path) -> None:
    files = SubmissionStore(out / FILES)
    for number, content in enumerate((b"", b"x", b"x" * 10**6, os.urandom(10**6))):
        files.put(f"{number:064x}", content)
        assert files.content_size(f"{number:064x}") == len(content)
    assert files.content_size("f" * 64) == 0
