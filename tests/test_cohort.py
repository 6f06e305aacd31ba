"""The sample cohort, end to end: real files, real kernels, and a batch that is killed in the middle."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psutil
import pytest

from grader.commands.grade import grade
from grader.model import Outcome
from tests.called import called
from tests.out import count_results
from tests.shown import agrees, blocks

pytestmark = [pytest.mark.kernel, pytest.mark.usefixtures("shared_zygotes")]

ROOT = Path(__file__).parents[1]
COHORT = ROOT / "tests" / "cohort"
EXPECTED: dict[str, Any] = tomllib.loads(COHORT.with_suffix(".toml").read_text(encoding="utf-8"))
QUICK = "05_single_layer"
PRINTED = "printed.txt"


def words(folder: Path, out: Path, *, workers: int) -> list[str]:
    """What is typed to grade a folder."""
    return ["grade", str(folder), "--out", str(out), "--course", str(ROOT), "--workers", str(workers), "--no-hints"]


def command(folder: Path, out: Path) -> list[str]:
    """The same for a process of its own, with two workers."""
    return [sys.executable, "-c", "from grader.commands.cli import main; main()", *words(folder, out, workers=2)]


def graded(folder: Path, out: Path, *, workers: int) -> subprocess.CompletedProcess[str]:
    """A folder graded to its end, on a screen of 80 columns."""
    with patch.dict(os.environ, {"COLUMNS": "80"}):
        ended = called(*words(folder, out, workers=workers))
    assert ended.returncode == 0, ended.stderr
    return ended


def results(out: Path) -> list[dict[str, Any]]:
    """The lines of results.jsonl without what may differ between two gradings."""
    lines = (json.loads(line) for line in (out / "results.jsonl").read_text(encoding="utf-8").splitlines())
    return [{key: value for key, value in line.items() if key != "run"} for line in lines]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cohort graded once, with two workers; what was printed lies beside."""
    out = tmp_path_factory.mktemp("whole")
    (out / PRINTED).write_text(graded(COHORT, out, workers=2).stdout, encoding="utf-8")
    return out


def test_the_readme_shows_what_grading_prints(whole: Path) -> None:
    """Its first screen is what whoever types `make grade` sees, from the table on; where files lie may differ."""
    (shows, *_) = (one for block in blocks() for one in block.commands if block.page == "README.md")
    table = "  exercise " + shows.printed.partition("  exercise ")[2]
    anywhere = table.replace("out/index.html", "…").replace("tests/cohort/", "…tests/cohort/")

    assert agrees((whole / PRINTED).read_text(encoding="utf-8"), anywhere, "")


@pytest.mark.parametrize("expected", EXPECTED["files"], ids=lambda file: file["path"])
def test_each_file_comes_to_what_it_is_due(whole: Path, expected: dict[str, Any]) -> None:
    """Outcome, points, and exactly the criteria that fail, with the messages that the learner reads."""
    learner, lesson, name = Path(expected["path"]).with_suffix("").parts
    found = next(one for one in results(whole) if (one["learner"], one["exercise"]) == (learner, f"{lesson}/{name}"))

    failed = sorted(finding["criterion"] for finding in found["findings"] if finding["verdict"] == "fail")
    assert (found["outcome"], found["score"]["earned"]) == (expected["outcome"], expected["earned"]), found["findings"]
    assert found["attempted"] == expected.get("attempted", True)
    if expected["outcome"] != Outcome.UNREADABLE:
        assert failed == sorted(expected["fails"])
    messages = {finding["criterion"]: finding["message"] for finding in found["findings"]}
    for criterion, part in expected.get("says", {}).items():
        assert part in messages[criterion]


def test_nothing_of_the_grader_failed(whole: Path) -> None:
    """Whatever is handed in, no criterion of it is an error."""
    assert not [one for one in results(whole) if one["score"]["unscored"]]


def test_one_worker_gives_the_same_bytes(whole: Path, tmp_path: Path) -> None:
    """Neither how many kernels run at once nor who else hands in changes a result: every fourth learner, alone."""
    for folder in sorted(COHORT.iterdir())[3::4]:
        shutil.copytree(folder, tmp_path / "given" / folder.name)

    graded(tmp_path / "given", tmp_path / "out", workers=1)

    alone = results(tmp_path / "out")
    learners = {one["learner"] for one in alone}
    assert len(learners) == 4
    assert alone == [one for one in results(whole) if one["learner"] in learners]


def test_a_second_call_judges_nothing(whole: Path) -> None:
    """The same command over the same files finds its work done."""
    before = (whole / "results.jsonl").read_bytes()

    said = graded(COHORT, whole, workers=2).stdout

    assert f"0 judged now, {len(EXPECTED['files'])} unchanged" in said
    assert (whole / "results.jsonl").read_bytes() == before


def test_pages_call_lessons_by_their_titles(whole: Path) -> None:
    """The cohort's page and a learner's say the lesson as the course calls it, not its folder."""
    (page, *_) = whole.glob("learners/*/06_multi_layer-two_layers.html")

    for path in (whole / "index.html", page):
        text = path.read_text(encoding="utf-8")
        assert ("lesson 6, Multi-layer" in text, ">06 multi layer<" in text) == (True, False)


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of one lesson, whose runs take no time."""
    folder = tmp_path_factory.mktemp("given")
    for path in COHORT.glob(f"*/{QUICK}/*"):
        copy = folder / path.relative_to(COHORT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    return folder


@pytest.fixture(scope="module")
def straight(quick: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What they come to where nothing happens meanwhile."""
    out = tmp_path_factory.mktemp("straight")
    graded(quick, out, workers=2)
    return out


def killed_after(folder: Path, out: Path, count: int) -> list[psutil.Process]:
    """What a grading had started, whose process group is killed once that many results are in the gradebook."""
    with subprocess.Popen(
        command(folder, out), start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as batch:
        while count_results(out) < count and batch.poll() is None:
            os.sched_yield()
        family: list[psutil.Process] = psutil.Process(batch.pid).children(recursive=True)
        os.killpg(batch.pid, signal.SIGKILL)
    return family


@pytest.mark.parametrize("count", [0, 1, 5])
def test_a_killed_batch_goes_on_to_the_same_bytes(quick: Path, straight: Path, tmp_path: Path, count: int) -> None:
    """After kill -9 at any moment the same command loses nothing and judges nothing twice, and no zygote is left."""
    family = killed_after(quick, tmp_path / "killed", count)
    kept = count_results(tmp_path / "killed")
    graded(quick, tmp_path / "killed", workers=2)

    assert kept >= count
    assert count_results(tmp_path / "killed") == count_results(straight)
    assert results(tmp_path / "killed") == results(straight)
    assert psutil.wait_procs(family, timeout=60)[1] == []


def test_a_zygote_that_dies_in_the_middle_costs_nobody_points(quick: Path, straight: Path, tmp_path: Path) -> None:
    """The zygote is replaced, what was in flight runs again, and the results are the same."""
    out = tmp_path / "out"

    with subprocess.Popen(command(quick, out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as batch:
        while count_results(out) < 1 and batch.poll() is None:
            os.sched_yield()
        bubblewrap = psutil.Process(batch.pid).children()[0]
        bubblewrap.kill()
        code = batch.wait()

    assert code == 0
    assert results(out) == results(straight)


def test_a_changed_file_is_the_next_attempt(quick: Path, straight: Path, tmp_path: Path) -> None:
    """Other bytes are attempt 2; the others keep theirs, and only the changed one is judged."""
    shutil.copytree(straight, tmp_path / "out")
    changed = next(Path(shutil.copytree(quick, tmp_path / "given")).glob("*/*/*.ipynb"))
    changed.write_bytes((ROOT / "exercises" / QUICK / "elementwise.ipynb").read_bytes() + b"\n")

    said = graded(tmp_path / "given", tmp_path / "out", workers=2).stdout

    attempts = {one["learner"]: one["attempt"] for one in results(tmp_path / "out")}
    assert ": 1 judged now" in said
    assert [learner for learner, attempt in attempts.items() if attempt == 2] == [changed.parts[-3]]


def test_a_cohort_larger_than_memory_holds_comes_to_the_same(
    quick: Path, straight: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files that are not kept between planning and judging are read again, from what OUT keeps of them."""
    monkeypatch.setattr("grader.engine.batch.grade.MAX_READINGS", 0)

    assert grade(quick, out=tmp_path / "read", workers=2, course=ROOT, no_hints=True) == 0

    assert results(tmp_path / "read") == results(straight)
