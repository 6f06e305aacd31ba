"""Which commands work beside a coordinator, and which say that it holds the gradebook."""

import re
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

import pytest
from typer.testing import CliRunner

from grader.commands.cli import NAMES, app
from grader.gradebook import Gradebook
from grader.gradebook.marks.assignments_file import ASSIGNMENTS
from grader.model import Outcome, Run
from grader.storage.layout import FILES, RUNS
from grader.storage.runs import RunStore
from grader.storage.submissions import SubmissionStore
from tests import simulated
from tests.grader import tiny
from tests.grader.gradebook.test_gradebook import FINDINGS, entry_of
from tests.grader.service.test_processes import coordinator as coordinator_of
from tests.grader.service.test_processes import parent, wait_for_results
from tests.service import Served, answer_file
from tests.shown import MANUAL

LATE = """
[policy]
loses = 0.5
each = "1 day"
[[assignments]]
id = "w"
title = "W"
due = 2020-10-12T18:00:00Z
exercises = ["01/sum"]
"""
HERS = "total = 'hers alone'"


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Served:
    """An OUT in which one learner's attempt is judged, and another one waits."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PYTHONPATH", str(simulated.ROOT))
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


def _calls(served: Served, folder: Path) -> dict[str, list[str | Path]]:
    """Every command that reads or writes something in OUT, but for the service itself."""
    given, people = folder / "given" / "cyd" / "01", folder / "people.csv"
    given.mkdir(parents=True)
    (given / "sum.py").write_bytes(answer_file("total = 1"))
    people.write_text("learner\nada\n", encoding="utf-8")
    cold = ["--sandbox", "cold"]
    return {
        "decide": ["decide", served.out, "ada", "--exercise", tiny.EXERCISE, "--excuse", "--why", "ill"],
        "feedback": ["feedback", served.out],
        "invite": ["invite", served.out, people],
        "marks": ["marks", served.out],
        "insight": ["insight", served.out],
        "export": ["export", served.out, "--format", "csv"],
        "report": ["report", served.out],
        "backup": ["backup", served.out, folder / "copy"],
        "grade": ["grade", folder / "given", "--out", served.out, "--course", served.course, *cold],
        "regrade": ["regrade", served.out, *cold],
        "forget": ["forget", served.out, "ada", "--yes"],
    }


def _manual() -> dict[str, str]:
    """Command to what the manual says of it beside a running service."""
    page = (MANUAL / "operators" / "service-processes.md").read_text(encoding="utf-8")
    _, _, section = page.partition("## Which commands work beside a service\n")
    rows = re.findall(r"^\| (`.+?) \| (.+) \|$", section.partition("\n## ")[0], re.MULTILINE)
    return {name: said for names, said in rows for name in re.findall("`(.+?)`", names)}


def _said(words: Sequence[str | Path]) -> str:
    """Why a command did not work; empty where it did."""
    result = CliRunner().invoke(app, [str(word) for word in words])
    return "" if result.exit_code == 0 else str(result.exception)


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


def test_each_command_does_beside_a_coordinator_what_the_manual_says(served: Served, tmp_path: Path) -> None:
    """Those that work end with 0; the others say who holds the gradebook, in the manual's words, and change nothing."""
    calls = _calls(served, tmp_path)
    table = _manual()
    assert set(table) == {*NAMES}, "every command has its row"
    assert {name for name in table if "nothing in OUT" in table[name]} == {*NAMES} - set(calls) - {"serve"}
    with parent(served):
        holder = coordinator_of(served)
        wait_for_results(served, 2)
        before = served.results()
        said = {name: _said(words) for name, words in calls.items()}
        assert served.results() == before

    refusal = re.escape(re.findall(r'"(.+)"', table["grade"])[0]).replace("4711", str(holder))
    assert {name: one for name, one in said.items() if re.match("works?[ ,.;]", table[name])} == {
        name: "" for name in calls if re.match("works?[ ,.;]", table[name])
    }
    refused = {name for name in calls if table[name].startswith("are refused")}
    assert refused == {name for name, one in said.items() if re.search(refusal, one)}
    assert refused | {name for name, one in said.items() if not one} == set(calls)


def test_marks_leave_their_notes_out_beside_a_coordinator(served: Served) -> None:
    """And say so; what they show is the same."""
    (served.course / ASSIGNMENTS).write_text(LATE, encoding="utf-8")
    with Gradebook.open(served.place):
        beside = CliRunner().invoke(app, ["marks", str(served.out)])
    alone = CliRunner().invoke(app, ["marks", str(served.out)])

    assert (beside.exit_code, alone.exit_code) == (0, 0)
    assert "late deductions are not recorded in the gradebook yet" in " ".join(beside.output.split())
    assert "Recorded in the gradebook: 1 change" in " ".join(alone.output.split())


def test_forgetting_reaches_what_waits(served: Served) -> None:
    """Once the service has ended: its row is gone, and so is the content that nobody else handed in."""
    store = SubmissionStore(served.out / FILES)
    hers = sha256(answer_file(HERS)).hexdigest()
    assert store.get(hers)

    call("forget", served.out, "ada", "--yes")

    assert served.results() == {("bob", 1): 1}
    assert store.get(hers) is None
