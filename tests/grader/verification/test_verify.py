"""A small course proven in real kernels: as it should be, with faults planted, stopped and called again."""

import asyncio
import json
import shutil
import signal
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from grader.commands.verify import verify
from grader.course.exercise_file import load_exercise
from grader.engine import source_run
from grader.engine.engine import Engine
from grader.engine.kernel_supply import KernelSupply
from grader.judging.judge import PreparedExercise
from grader.model import Run
from grader.source.records import Reading, Source
from grader.verification.mutants import WIRING, mutants
from grader.verification.verify import prove
from tests.grader import tiny

pytestmark = [pytest.mark.kernel, pytest.mark.usefixtures("shared_zygotes")]

ROOT = Path(__file__).parents[3]
COVERS = 5
"""Lazy answers that type in a number and hide it: as bytes, by letters, with noise and so on."""


EXEMPT = """
[[equivalent]]
mutant = "nothing -> total = list(total) #1"
reason = "A number is no sequence, so that line raises and leaves what was there."
"""


DATA = ("exercises/_data", "solutions/_sealed")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the course of each test lies: in one place, with the same data, their engines share a zygote."""
    place = tmp_path_factory.mktemp("verify")
    for data in DATA:
        shutil.copytree(ROOT / data, place / "course" / data)
    return place


@pytest.fixture
def root(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course of one exercise, and a cache of its own."""
    kept = {place / "course" / data for data in DATA}
    for left in {*place.glob("cache"), *(place / "course").glob("*/*")} - kept:
        left.rename(tmp_path / f"{left.parent.name}-{left.name}")
    monkeypatch.setenv("XDG_CACHE_HOME", str(place / "cache"))
    return tiny.write(place / "course", **{f"{tiny.ANSWERS}/mutants.toml": EXEMPT})


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[Source]:
    """Everything that runs in a kernel, references that are prepared aside, from now on."""
    sources: list[Source] = []
    real = source_run.run_source

    async def run(prepared: PreparedExercise, reading: Reading, *, key: str, kernels: KernelSupply) -> Run:
        sources.append(reading.source)
        return await real(prepared, reading, key=key, kernels=kernels)

    monkeypatch.setattr(source_run, "run_source", run)
    return sources


def proven(root: Path, capsys: pytest.CaptureFixture[str], **options: Any) -> tuple[int, Any]:
    """The exit code and the JSON of `grader verify`."""
    code = verify(workers=2, as_json=True, course=root, **options)
    return code, json.loads(capsys.readouterr().out)


def test_what_is_sound_is_proven_once(root: Path, capsys: pytest.CaptureFixture[str], ran: list[Source]) -> None:
    """Nothing runs twice, also not what learners' mistakes are recognised by; the reference runs once to prepare.

    The same again starts nothing and says the same; where an answer changed, it alone runs.
    """
    junit = root.parent / "verify.xml"
    code, said = proven(root, capsys, junit=junit)
    assert (code, said["problems"]) == (0, [])
    assert {one["operator"] for one in said["exercises"][0]["survivors"]} <= WIRING.keys()
    causes = {one["name"]: one for one in said["exercises"][0]["causes"]}
    assert causes["product"]["outcome"] == "whole"
    turned = next(one for name, one in causes.items() if name.endswith("np.sum(a) + 1 #1"))
    assert turned["message"].startswith("The operator `+` in line ")
    report = (root.parent / "verify.xml").read_bytes()
    assert [source for source, times in Counter(ran).items() if times > 1] == []

    ran.clear()
    assert proven(root, capsys) == (0, said)
    assert ran == []
    assert (root.parent / "verify.xml").read_bytes() == report

    (root / tiny.ANSWERS / "wrong" / "mean.py").write_text("# fails: value\ntotal = np.median(a)\n", encoding="utf-8")
    assert proven(root, capsys)[0] == 0
    assert [["median" in cell.text for cell in source.cells][-1] for source in ran] == [True]


FAULTY = tiny.REFERENCE.replace(
    "total = np.sum(a) - 1",
    "import os\nchance = np.frombuffer(os.urandom(8), np.uint8)\nunused = 5\ntotal = np.sum(a) - 1",
)
UNFAILED = """
[[criteria]]
id = "dtype"
title = "total is a number with a point"
check = "tensor_dtype"
of = "total"
hints = ["a", "b", "c"]
"""


def plant(root: Path) -> str:
    """Faults of every kind in the one exercise; the id of the mutant that is called equivalent, and isn't."""
    tiny.write(root, **{f"{tiny.ANSWERS}/reference.py": FAULTY, f"{tiny.BESIDE}.toml": tiny.RUBRIC + UNFAILED})
    (root / tiny.ANSWERS / "wrong" / "mean.py").write_text("# fails: value, shape\ntotal = np.mean(a)\n", "utf-8")
    (root / tiny.ANSWERS / "accepted" / "loop.py").write_text("total = np.sum(a)\n", "utf-8")
    (root / "exercises" / "notes.txt").write_text("x", "utf-8")
    stub = root / f"{tiny.BESIDE}.ipynb"
    stub.write_text(stub.read_text("utf-8").replace("import numpy as np", "import nampy as np"), "utf-8")
    (other,) = (one.id for one in mutants(load_exercise(root, tiny.EXERCISE)) if one.id.endswith("np.sum(a) + 1 #1"))
    exempt = f"[[equivalent]]\nmutant = {json.dumps(other)}\nreason = 'it is said'\n"
    (root / tiny.ANSWERS / "mutants.toml").write_text(exempt, "utf-8")
    return other


def test_each_planted_fault_is_reported(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By exercise and case, in a sentence; and the text on a terminal has them all."""
    plant(root)

    code, said = proven(root, capsys)

    assert code == 1
    for problem in (
        "exercises/notes.txt: belongs to no exercise",
        "01/sum: the stub differs from its reference; type: grader sync",
        "01/sum: criterion 'dtype': no answer in wrong/ declares that it fails",
        "01/sum/again/once more: the reference shows something else when it runs again: `chance` (intermediate values)",
        "01/sum/stub/stub: cell 1 raises before the blank",
        "01/sum/accepted/loop: criterion 'value' should pass; fail: ",
        "01/sum/wrong/mean: criterion 'shape' should fail, but does not",
        "% of the mutants fail a criterion; at least 95 % must",
        "01/sum: mutants.toml calls it equivalent, but it fails criterion 'value': ",
    ):
        assert any(problem in line for line in said["problems"]), (problem, said["problems"])
    assert any("unused = 5" in one["says"] for one in said["exercises"][0]["survivors"])

    assert verify(workers=2, course=root) == 1
    shown = capsys.readouterr().out
    assert all(line in shown for line in said["problems"])
    assert all(one["says"] in shown for one in said["exercises"][0]["survivors"])


def test_lazy_answers_earn_what_is_granted(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """More than that is a fault, and so is a grant that none of them needs."""
    granted = root / tiny.ANSWERS / "lazy.toml"
    code, said = proven(root, capsys)
    earned = {one["name"]: (one["earned"], one["granted"], one["raised"]) for one in said["exercises"][0]["lazy"]}
    assert said["problems"] == []
    assert (code, said["granted"]) == (0, 2)
    shown = ["placeholder: zeros", "placeholder: NaN", "typed: every result"]
    assert {name: earned.pop(name) for name in shown} == dict.fromkeys(shown, (1, 1, ""))
    assert {*earned.values()} == {(0, 1, "")}, "a number that is typed in under cover earns less"
    assert len(earned) == COVERS

    granted.unlink()
    code, said = proven(root, capsys)
    begin = (
        "01/sum/lazy/typed: every result: earns 1 of 2 points; lazy.toml grants 'typed' 0: # blank: 1 | import numpy"
    )
    assert code == 1
    assert len(said["problems"]) == 3
    assert said["problems"][-1].startswith(begin)
    assert said["problems"][-1].endswith("total = np.array(11.0, 'float64')[()]")

    granted.write_text(tiny.LAZY.replace("points = 1", "points = 2", 1), "utf-8")
    assert proven(root, capsys)[1]["problems"] == [
        "01/sum/lazy/lazy.toml: placeholder: key 'points' is 2; allowed: at most 1, the points that these answers earn"
    ]

    granted.write_text(tiny.LAZY.replace("[typed]", "[neighbours]"), "utf-8")
    code, said = proven(root, capsys)
    assert code == 2
    assert said["problems"] == ["01/sum: 01/sum/lazy.toml: no lazy answer 'neighbours'. Allowed: placeholder, typed"]


def test_without_mutants_the_rest_is_proven(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A criterion that nobody misses is found, and no cause is sought. A mistaken rubric is said beside the proofs."""
    (root / f"{tiny.BESIDE}.toml").write_text(tiny.RUBRIC + UNFAILED, "utf-8")

    code, said = proven(root, capsys, no_mutants=True)

    assert (code, said["mutants"]["rate"]) == (1, None)
    assert said["exercises"][0]["unnoticed"] == ["criterion 'dtype': deleted"]
    assert not said["exercises"][0]["causes"]

    (root / f"{tiny.BESIDE}.toml").write_text(tiny.RUBRIC.replace("tensor_values", "tensor_vales"), "utf-8")
    code, said = proven(root, capsys, no_mutants=True)
    assert (code, len(said["problems"])) == (2, 1)
    assert "did you mean 'tensor_values'?" in said["problems"][0]


def test_a_reference_that_fails_where_causes_are_sought_is_complained_of(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its criterion would refuse right repairs, so that learners would not be told the cause."""
    other = "total = np.sum(a) - (1 if hasattr(__import__('sys').stdout, 'session') else 2)"
    tiny.write(root, **{f"{tiny.ANSWERS}/reference.py": tiny.REFERENCE.replace("total = np.sum(a) - 1", other)})

    code, said = proven(root, capsys, no_mutants=True)

    assert code == 1
    assert [one.partition(":")[0] for one in said["exercises"][0]["complaints"]] == ["criterion 'value'"]
    assert "so right repairs would be refused: " in said["exercises"][0]["complaints"][0]


def test_limits_are_written_and_the_exercise_is_proven_by_them(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A limit that is too tight is raised in the file; the next call has nothing to complain of."""
    rubric = root / f"{tiny.BESIDE}.toml"
    rubric.write_text(tiny.RUBRIC.replace("\n[[", "\n[limits]\ncell_s = 12 # s\n\n[[", 1), "utf-8")

    assert proven(root, capsys, no_mutants=True, write_limits=True)[0] == 0
    assert "cell_s = 30 # s\n" in rubric.read_text("utf-8")
    assert proven(root, capsys, no_mutants=True, write_limits=True)[0] == 0


@pytest.mark.usefixtures("interruptible")
def test_what_was_proven_when_it_was_stopped_stays_so(root: Path, ran: list[Source]) -> None:
    """Ctrl-C ends it at once, and the same call goes on from there."""

    def told(_: str, ended: int, __: int) -> None:
        if ended == 6:
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        asyncio.run(proved(root, told))
    before = len(ran)
    ran.clear()

    asyncio.run(proved(root, lambda *_: None))

    assert 6 <= before < 20
    assert len(ran) <= every_case(root) - 6


def every_case(root: Path) -> int:
    """Five of the reference, the stub, its answers, its lazy answers, its mutants."""
    return 5 + 1 + 3 + 5 + 3 + COVERS + len(mutants(load_exercise(root, tiny.EXERCISE)))


async def proved(root: Path, told: Any) -> Sequence[object]:
    engine = Engine.open(root, workers=1)
    try:
        return await prove(engine, [tiny.EXERCISE], mutants=True, report=told)
    finally:
        engine.close()
