"""A service in whole: a real file through the desk, a coordinator of its own process, a real kernel, the verdict."""

import sys
from contextlib import closing
from pathlib import Path

import pytest

from grader.commands.serve import Settings
from grader.commands.worker import Machines
from grader.course.loader import load_course
from grader.gradebook import Gradebook
from grader.service.hand_in import HandInDesk
from grader.service.live import LIVE
from grader.service.status import AttemptStatus, Stage, StatusBoard
from grader.service.supervisor import Supervisor
from grader.storage.layout import COHORT_PAGE, home_page_name, page_name
from tests.service import NO_RULES

pytestmark = pytest.mark.kernel

ROOT = Path(__file__).parents[1]
EXERCISE = "06_multi_layer/two_layers"
RIGHT = ROOT / "solutions" / EXERCISE / "reference.py"
STUB = ROOT / "exercises" / f"{EXERCISE}.ipynb"


def test_from_hand_in_to_verdict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A learner hands in the untouched notebook, is told so, hands in the answer, and reads all points on the page."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    place = tmp_path / "out" / "gradebook.sqlite"
    Gradebook.open(place).close()
    machines = Machines(workers=1)
    settings = Settings(out=place.parent, course=ROOT, origin=ROOT, gradebook=str(place), machines=machines)
    with (
        Gradebook.join(place) as book,
        closing(HandInDesk(place.parent, load_course(ROOT), book, NO_RULES)) as desk,
        Supervisor([sys.executable, "-m", Settings.__module__], settings.to_line(), heartbeat=place.parent / LIVE),
    ):
        board = StatusBoard(place.parent, book, NO_RULES)
        seen = set[Stage]()
        for name, content in (("two_layers.ipynb", STUB.read_bytes()), ("two_layers.py", RIGHT.read_bytes())):
            receipt = desk.hand_in("ada", name, content)
            assert receipt.submission.exercise == EXERCISE
            last = _judged(board, receipt.submission.attempt, seen)
        first = board.statuses("ada")[0]

    assert (first.attempt, last.attempt) == (1, 2)
    assert first.earned < last.possible
    assert last.possible > 0
    assert last.earned == last.possible
    assert {Stage.WAITING, Stage.RUNNING} & seen
    assert (place.parent / page_name("ada", EXERCISE)).is_file()
    assert (place.parent / home_page_name("ada")).is_file()
    assert (place.parent / COHORT_PAGE).is_file()


def _judged(board: StatusBoard, attempt: int, seen: set[Stage]) -> AttemptStatus:
    """The attempt's status once it is judged."""
    while True:
        status = next(one for one in board.statuses("ada") if one.attempt == attempt)
        seen.add(status.stage)
        if status.stage in {Stage.JUDGED, Stage.OURS}:
            assert status.stage is Stage.JUDGED, status.reason
            return status
