"""Which commands work beside a coordinator, and which say that it holds the gradebook."""

import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from typer.testing import CliRunner

from grader.cli import app
from grader.errors import StorageError
from grader.gradebook import Gradebook
from grader.model import Outcome, Run
from grader.storage.layout import FILES, RUNS
from grader.storage.runs import RunStore
from grader.storage.submissions import SubmissionStore
from tests import simulated
from tests.grader import tiny
from tests.grader.gradebook.test_gradebook import FINDINGS, entry_of
from tests.service import Served, answer_file

HERS = "total = 'hers alone'"


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Served:
    """An OUT in which one learner's attempt is judged, and another one waits."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = simulated.course(tmp_path / "course")
    served = Served(root, root / "out", root / "out" / "gradebook.sqlite")
    served.make()
    judged = served.hand_in("bob", "total = 1")
    RunStore(served.out / RUNS).put(Run(key="r1", outcome=Outcome.OK))
    with Gradebook.open(served.place) as book:
        book.record(entry_of(judged, findings=FINDINGS))
    served.hand_in("ada", HERS)
    return served


@pytest.fixture
def coordinator(served: Served) -> Iterator[None]:
    """Somebody who holds the right to judge."""
    with Gradebook.open(served.place):
        yield


def call(*words: str | Path) -> str:
    result = CliRunner().invoke(app, [str(word) for word in words])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.usefixtures("coordinator")
def test_decisions_backups_and_marks_work_beside_it(served: Served, tmp_path: Path) -> None:
    """What waits is in the copy; a decision may also be on a learner of whom nothing is judged."""
    assert "decision 1" in call("decide", served.out, "ada", "--exercise", tiny.EXERCISE, "--excuse", "--why", "ill")
    call("marks", served.out)
    call("backup", served.out, tmp_path / "copy")
    with Gradebook.view(tmp_path / "copy" / "gradebook.sqlite") as copy:
        assert [one.submission.learner for one in copy.hand_ins().waiting] == ["ada"]


@pytest.mark.usefixtures("coordinator")
@pytest.mark.parametrize("command", ["grade", "regrade", "forget"])
def test_others_say_who_holds_the_gradebook(served: Served, tmp_path: Path, command: str) -> None:
    """And change nothing."""
    given = tmp_path / "given" / "cyd" / "01"
    given.mkdir(parents=True)
    (given / "sum.py").write_text("total = 1\n", encoding="utf-8")
    words: dict[str, list[str | Path]] = {
        "grade": ["grade", tmp_path / "given", "--out", served.out, "--course", served.course, "--sandbox", "cold"],
        "regrade": ["regrade", served.out, "--sandbox", "cold"],
        "forget": ["forget", served.out, "ada", "--yes"],
    }
    before = served.results()

    with pytest.raises(StorageError, match=rf"is writing to it \(process {os.getpid()}\)"):
        call(*words[command])

    assert served.results() == before


def test_forgetting_reaches_what_waits(served: Served) -> None:
    """Once the service has ended: its row is gone, and so is the content that nobody else handed in."""
    store = SubmissionStore(served.out / FILES)
    hers = sha256(answer_file(HERS)).hexdigest()
    assert store.get(hers)

    call("forget", served.out, "ada", "--yes")

    assert served.results() == {("bob", 1): 1}
    assert store.get(hers) is None
