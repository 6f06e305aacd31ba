"""The search for a repair where a run trains a model or loads data, and each try takes long."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.engine.engine import Engine
from grader.engine.source_run import read_authored
from grader.evidence import Ask, Describe, Evidence, History, Observation, Predict
from grader.judging.causes.repair_search import MAX_LONG_TRIALS
from grader.judging.judge import PreparedExercise
from grader.model import Run
from grader.probe.outside.execute import Trials
from grader.probe.outside.session import Usage
from grader.source.records import Reading, Source
from grader.source.source import reference_source
from grader.verification.records import RepairSearch
from grader.verification.repairs import seek_repair

pytestmark = [pytest.mark.kernel, pytest.mark.usefixtures("shared_zygotes")]

ROOT = Path(__file__).parents[4]
EXERCISE = "18_training/train"


def changed(source: Source, old: str, new: str) -> Source:
    """The source with another text at one place of its answer."""
    assert any(old in cell.text for cell in source.cells if cell.answer)
    return Source(
        cells=tuple(replace(one, text=one.text.replace(old, new, 1)) if one.answer else one for one in source.cells)
    )


async def sought(old: str, new: str, *, exercise: str = EXERCISE) -> tuple[RepairSearch | None, int]:
    """What the search comes to for the reference with another text in it, and how many whole runs that took."""
    engine = Engine.open(ROOT, workers=1)
    try:
        prepared = await engine.references.prepare(exercise)
        reading = read_authored(prepared, changed(reference_source(prepared.exercise.reference), old, new))
        first = await engine.run(prepared, reading)
        runs: list[Run] = []

        async def run(prepared: PreparedExercise, reading: Reading) -> Run:
            runs.append(await engine.run(prepared, reading))
            return runs[-1]

        tries = engine.course.hints.tries
        return await seek_repair(engine, prepared, reading, first, run_answer=run, tries=tries), len(runs)
    finally:
        engine.close()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('metrics=["accuracy"]', 'metrics=["mse"]', 'The setting `"mse"` in line '),
        ("tf.keras.Input(shape=(28, 28, 1))", "tf.keras.Input()", "A setting is missing in line "),
    ],
    ids=["compiling", "no_input"],
)
def test_a_mistake_outside_of_the_training_takes_one_training(
    old: str, new: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of several repairs the one that passes is found by trials in which `fit` only builds the model.

    That model is shown no held-out images: what it says of them decides nothing.
    """
    asked: list[Ask] = []
    look = Trials.look

    async def watched(trials: Trials, *given: Any, training: bool) -> Evidence | None:
        asked.extend(given[2].asks.values())
        return await look(trials, *given, training=training)

    monkeypatch.setattr(Trials, "look", watched)
    repair, runs = asyncio.run(sought(old, new))

    assert any(isinstance(one, Describe) for one in asked)
    assert not any(isinstance(one, Predict) for one in asked)
    assert repair is not None
    assert (repair.outcome, repair.back, runs) == ("whole", True, 1)
    assert repair.candidates > 1
    assert message in repair.message


def test_a_mistake_in_the_training_itself_takes_one_as_well() -> None:
    """The likeliest repair is run at once, since no trial tells whether it passes."""
    repair, runs = asyncio.run(sought("epochs=EPOCHS", "epochs=EPOCHS + 1"))

    assert repair is not None
    assert (repair.candidates, runs) == (1, 1)


def test_what_compares_weights_refuses_no_trial() -> None:
    """A trial brings no weights, so whether the pretrained ones are left alone is not known before the proof."""
    repair, runs = asyncio.run(sought("Dense(2,", "Dense(3,", exercise="32_transfer/feature_extractor"))

    assert repair is not None
    assert (repair.outcome, repair.back, runs) == ("whole", True, 1)


def test_a_search_in_vain_where_data_are_loaded_ends_after_few_trials() -> None:
    """It would take longer than all else that becomes of the answer."""
    repair, runs = asyncio.run(
        sought("training_set, ", "training_set = None\nother_set, ", exercise="08_mnist/load_mnist")
    )

    assert repair is not None
    assert (repair.candidates, repair.outcome, runs) == (MAX_LONG_TRIALS, "", 0)


async def tried_without_training() -> Observation:
    """What a trial of the reference leaves as `history`."""
    engine = Engine.open(ROOT, workers=1)
    try:
        prepared = await engine.references.prepare(EXERCISE)
        reading = read_authored(prepared, reference_source(prepared.exercise.reference))
        cells, limits = [cell.text for cell in reading.source.cells], prepared.exercise.limits
        async with engine.kernels.in_use() as kernels, Trials(kernels, limits, Usage()) as trials:
            seen = await trials.look(cells, reading.answers, prepared.request, training=False)
        assert seen is not None
        return seen.seen["history"]
    finally:
        engine.close()


def test_a_trial_without_training_trains_nothing() -> None:
    """It would cost as much as a run."""
    history = asyncio.run(tried_without_training())

    assert isinstance(history, History)
    assert not history.series
