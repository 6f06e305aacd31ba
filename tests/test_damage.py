"""Damaged files and other names in real kernels: what was right stays right, and what was done about it is said."""

import asyncio
import runpy
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest

from grader.engine.engine import Engine
from grader.errors import KernelFault
from grader.judging.judge import Judgement
from grader.model import Run, Score
from grader.source import solution_blocks
from grader.source.records import ChangeKind, Reading

pytestmark = [pytest.mark.kernel, pytest.mark.usefixtures("shared_zygotes")]

ROOT = Path(__file__).parents[1]
DAMAGE: dict[str, Any] = runpy.run_path(str(ROOT / "tests" / "damage.py"))
EXERCISES = ("05_single_layer/elementwise", "06_multi_layer/two_layers", "10_softmax/softmax")
TRAINING = "18_training/train"
TO_TRAINING = ("given_cell_deleted", "answer_copied_to_the_end", "broken_off_inside_the_answer", "exported_by_colab")
"""A few kinds of damage, as each such file trains a network: what is trained twice, and what is rebuilt of a file."""
SEQUENTIAL = "11_keras/sequential"
NAMES = ("model", "model_1", "my_model1", "my_model", "net", "network", "my_net", "mymodel", "myModel", "new_model")

File = tuple[bytes, bool]
"""Bytes, and whether they are a script's."""


def reference(exercise: str) -> str:
    return (ROOT / "solutions" / exercise / "reference.py").read_text(encoding="utf-8")


def judged(files: Mapping[str, tuple[str, File]]) -> dict[str, tuple[Run, Judgement]]:
    """What becomes of files: a name for each to its exercise and content."""
    engine = Engine.open(ROOT, workers=2)

    async def one(exercise: str, file: File) -> tuple[Run, Judgement]:
        prepared = await engine.references.prepare(exercise)
        source = engine.read(prepared, file[0], script=file[1])
        assert isinstance(source, Reading)
        try:
            run = await engine.run(prepared, source)
        except KernelFault:  # dozens at once are much for a busy machine, and a batch, too, tries once more
            run = await engine.run(prepared, source)
        return run, engine.judge(prepared, source, run)

    async def everything() -> dict[str, tuple[Run, Judgement]]:
        for exercise in {exercise for exercise, _ in files.values()}:
            await engine.references.prepare(exercise)
        return dict(zip(files, await asyncio.gather(*(one(*file) for file in files.values())), strict=True))

    try:
        return asyncio.run(everything())
    finally:
        engine.close()


def answered(exercise: str, change: Callable[[str], str]) -> File:
    """A script in which the reference's own answers are changed, and nothing else."""
    text = reference(exercise)
    found = solution_blocks.find_blanks(text, name=exercise)
    return solution_blocks.replace_blanks(
        text, found, [tuple(map(change, one.solution)) for one in found]
    ).encode(), True


def damaged(exercise: str, kinds: Iterable[str]) -> dict[str, tuple[str, File]]:
    """The reference's notebook after each of these kinds of damage that there is a place for in it."""
    text = reference(exercise)
    solved, blank = solution_blocks.solved_script(text, name=exercise), solution_blocks.stub(text, name=exercise)
    cells = DAMAGE["good_notebook"](solved, "", lambda script, _: script, blank=blank)
    made = {kind: DAMAGE["DAMAGES"][kind](cells, Random(f"{exercise} {kind}")) for kind in kinds}  # noqa: S311 - no secret
    return {f"{exercise} {kind}": (exercise, file) for kind, file in made.items() if file is not None}


def lost(files: Mapping[str, tuple[str, File]]) -> list[str]:
    """The names of those that earn less than full marks."""
    return [name for name, (_, found) in judged(files).items() if found.score.earned < found.score.possible]


def test_damaged_files_earn_what_they_earned() -> None:
    """Each kind of damage, to three exercises: at least 99 in 100 keep full marks, and none crashes."""
    files = {name: file for one in EXERCISES for name, file in damaged(one, DAMAGE["DAMAGES"]).items()}

    missed = lost(files)

    assert len(files) > 50
    assert len(missed) <= len(files) // 100, missed


def test_a_damaged_file_that_trains_earns_what_it_earned() -> None:
    """A training that ran twice, or lost its data on the way here, is judged as the whole one was."""
    files = damaged(TRAINING, TO_TRAINING)

    assert len(files) == len(TO_TRAINING)
    assert lost(files) == []


def test_real_names_of_one_model_earn_full_marks() -> None:
    """The lesson's own example among them, made anew; the learner reads what was judged."""
    files = {
        name: (SEQUENTIAL, answered(SEQUENTIAL, lambda line, name=name: line.replace("my_model_1", name)))  # type: ignore[misc]
        for name in NAMES
    }

    for name, (run, found) in judged(files).items():
        assert run.stand_ins == {"my_model_1": name}
        assert found.score == Score(earned=4, possible=4)
        assert f"`my_model_1` is not defined; `{name}` was judged instead." in found.findings[0].message


def test_the_lessons_example_is_not_an_answer() -> None:
    """A learner who wrote nothing of that kind reads what is missing, as ever."""
    files = {"it": (SEQUENTIAL, answered(SEQUENTIAL, lambda _: "")), "other": (SEQUENTIAL, (b"mine = 3", True))}

    for run, found in judged(files).values():
        assert run.stand_ins == {}
        assert found.score.earned == 0


def test_a_replay_goes_by_the_other_name_too() -> None:
    """A value under another name is computed anew from hidden inputs; a typed-in number still fails."""
    exercise = "06_multi_layer/two_layers"
    files = {
        "computed": (exercise, answered(exercise, lambda line: line.replace("output", "out"))),
        "typed in": (exercise, answered(exercise, lambda _: "out = tf.constant([[0.10678572]])")),
    }

    found = judged(files)

    assert found["computed"][1].score.earned == 6
    assert [one.verdict for one in found["typed in"][1].findings] == ["fail", "skip", "skip", "skip", "skip"]


def test_old_code_earns_full_marks() -> None:
    """What no longer runs as it is written runs as it is spelled today, and the learner sees both."""
    exercise = "10_softmax/softmax"
    old = answered(exercise, lambda line: line.replace("keepdims", "keep_dims"))
    assert b"keep_dims" in old[0]

    run, found = judged({"old": (exercise, old)})["old"]

    assert found.score.earned == found.score.possible
    change = run.changes[0]
    assert change.cell
    assert change.kind is ChangeKind.MODERNISED
    assert change.line
    assert "keep_dims" in run.cells[change.cell - 1].source.split("\n")[change.line - 1]
    assert "`keep_dims` is called `keepdims` today." in change.sentence
