"""A search is recorded while it is made, and played again to code that may ask for something else."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from grader.course.datasets.datasets import cache_home
from grader.course.loader import load_course
from grader.errors import KernelFault
from grader.evidence import EMPTY, Array, Evidence, Tensor
from tests.oracle import doors
from tests.oracle.records import OVER, Head, Record, SearchRecord

ROOT = Path(__file__).parents[2]
SEEN = Evidence(version=1, seen={"y": Tensor(kind="tensor", array=Array.from_values([1.0]))}, names={"y": "tensor"})
LEFT = {"y = 1": SEEN, "y = 2": None, "y = 3": EMPTY}


class Kernel:
    """Stands in for a kernel that tries variants: what each leaves is in `LEFT`, and after three it is spent."""

    looked = 0

    @property
    def over(self) -> bool:
        """As of `grader.probe.outside.execute.Trials`."""
        return self.looked >= len(LEFT)

    async def look(
        self, cells: Sequence[str], answers: Sequence[tuple[str, ...]], request: Any, *, training: bool = True
    ) -> Evidence | None:
        """As of `grader.probe.outside.execute.Trials`."""
        del answers, request, training
        self.looked += 1
        return LEFT[cells[-1]]


def tried(trials: doors.Looking, *texts: str) -> list[Evidence | None]:
    """What a search sees that tries these until nothing more is tried."""

    async def each() -> list[Evidence | None]:
        return [await trials.look(["a = 0", text], [], None) for text in texts if not trials.over]

    return asyncio.run(each())


@pytest.fixture
def record(tmp_path: Path) -> Record:
    made = Record(tmp_path / "abc")
    made.begin(Head(commit="abc", salt="", made_with={}))
    return made


@pytest.fixture
def recorded(record: Record) -> SearchRecord:
    made = SearchRecord(candidates=4, looked=[], trials={}, proofs={})
    assert tried(doors._RecordedLooks(record, made, Kernel()), *LEFT, "y = 4") == [SEEN, None, EMPTY]
    assert made.looked[-1] == OVER
    return made


def test_a_recorded_search_is_played_again(record: Record, recorded: SearchRecord) -> None:
    """Recorded trials leave what they left, also if that was nothing, and the search ends where it ended."""
    player = doors.SearchPlayer(record, recorded, candidates=4)

    assert tried(player, *LEFT, "y = 4") == [SEEN, None, EMPTY]
    assert doors.search_document(player) == doors.search_document(recorded)


def test_a_trial_is_known_by_its_code_however_it_is_spaced(record: Record, recorded: SearchRecord) -> None:
    """Whoever writes edits anew may space them otherwise; another training or another number is another trial."""
    assert tried(doors.SearchPlayer(record, recorded), "y=1  # mine") == [SEEN]
    assert doors.trial_key(["y = 1"], training=True) != doors.trial_key(["y = 1"], training=False)
    assert doors.trial_key(["y = 1"], training=True) != doors.trial_key(["y = 1.0"], training=True)
    assert doors.trial_key(["y = ("], training=True) == doors.trial_key(["y = ("], training=True)


def test_another_order_of_trials_is_a_difference(record: Record, recorded: SearchRecord) -> None:
    """Though each of them is recorded."""
    player = doors.SearchPlayer(record, recorded, candidates=4)
    tried(player, *reversed(LEFT))

    assert doors.search_document(player)["tried"] != doors.search_document(recorded)["tried"]


def test_what_was_never_tried_is_said(record: Record, recorded: SearchRecord) -> None:
    """No kernel is asked instead."""
    player = doors.SearchPlayer(record, recorded)

    with pytest.raises(KernelFault, match="not recorded"):
        tried(player, "y = 5")
    assert len(player.unknown) == 1
    assert doors.search_document(player)["not recorded"]


def test_judging_gets_no_kernel() -> None:
    """Whoever asks for one meets a fault, so that a judgement which needs one is a difference."""
    course = load_course(ROOT)
    kernels = doors.NoKernels.for_course(course, slots=1, mode=None, notice=lambda _: None)

    async def asked() -> None:
        await kernels.begin()
        async with kernels.for_run():
            pass

    with pytest.raises(KernelFault, match="without a kernel"):
        asyncio.run(asked())


def test_the_oracle_has_a_cache_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Data sets are the real ones, the salt is the recorded one, runs are not there; afterwards all is as before."""
    real = tmp_path / "real" / "grader"
    (real / "course_data").mkdir(parents=True)
    (real / "runs").mkdir()
    (real / "salt").write_bytes(b"mine")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "real"))
    (tmp_path / "own").mkdir()

    with doors.home_with_salt(tmp_path / "own", b"recorded") as home:
        assert cache_home() == home
        assert (home / "salt").read_bytes() == b"recorded"
        assert (home / "course_data").resolve() == (real / "course_data").resolve()
        assert not (home / "runs").exists()
    assert cache_home() == real
    assert (real / "salt").read_bytes() == b"mine"
