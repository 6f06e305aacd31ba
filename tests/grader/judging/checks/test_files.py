"""Checks of saved files and of figures: what is said where something is missing or another."""

from typing import Any

import msgspec
import numpy as np
import pytest

from grader.evidence import VERSION, Absent, Array, Axes, Evidence, Figures, Layers, Observation, Rebuilt, Saved, Tensor
from grader.judging.checks.figures import figure_bars, figure_image
from grader.judging.checks.files import same_answers, saved_model
from grader.model import Verdict

ANSWERS = Array.from_values(np.array([[0.2, 0.8]], np.float32))
OTHERS = Array.from_values(np.array([[0.9, 0.1]], np.float32))
IMAGE = Array.from_values(np.arange(6, dtype=np.uint8).reshape(2, 3))
BARS = Array.from_values(np.array([0.1, 0.9]))


def model(outputs: Array | None) -> Layers:
    return Layers(kind="sequential", built=True, input_shape=(None, 2), layers=(), weights=(), outputs=outputs)


def evidence_of(rebuilt: dict[str, Rebuilt] | None = None, **seen: Observation) -> Evidence:
    return Evidence(version=VERSION, seen=seen, names={}, rebuilt=rebuilt or {})


REFERENCE = evidence_of(None, m=model(ANSWERS), n=model(ANSWERS), **{"m.keras": Saved(size=9)})


def saved(file: Observation, found: Rebuilt | None) -> tuple[Verdict, str]:
    learner = evidence_of({"m.keras": found} if found else None, m=model(ANSWERS), **{"m.keras": file})
    finding = saved_model(learner, REFERENCE, of="m", file="m.keras")
    return finding.verdict, finding.message


@pytest.mark.parametrize(
    ("file", "found", "verdict", "said"),
    [
        (Saved(size=9), Rebuilt(layers=model(ANSWERS)), Verdict.PASS, "gives the same answers as `m`"),
        (Saved(size=9), None, Verdict.PASS, "only in a sandbox"),
        (
            Saved(size=9),
            Rebuilt(layers=model(OTHERS)),
            Verdict.FAIL,
            "was it saved before `m` changed?",
        ),
        (Saved(size=9), Rebuilt(layers=model(None)), Verdict.FAIL, "gives different answers from"),
        (
            Saved(size=9),
            Rebuilt(refused="it is damaged"),
            Verdict.FAIL,
            "does not load: it is damaged.",
        ),
        (Saved(size=0, folder=True), None, Verdict.FAIL, "one file: `m.save('m.keras')`."),
        (Absent(), None, Verdict.FAIL, "There is no file `m.keras`."),
    ],
)
def test_a_saved_model_is_judged_by_a_fresh_process(
    file: Observation, found: Rebuilt | None, verdict: Verdict, said: str
) -> None:
    """What counts is what a fresh process made of the file."""
    actual, message = saved(file, found)

    assert actual is verdict
    assert said in message


@pytest.mark.parametrize(
    ("other", "verdict"), [(model(ANSWERS), Verdict.PASS), (model(OTHERS), Verdict.FAIL), (model(None), Verdict.FAIL)]
)
def test_a_reloaded_model_must_give_the_same_answers(other: Layers, verdict: Verdict) -> None:
    """A model that came back answers as the one that was saved."""
    assert same_answers(evidence_of(m=model(ANSWERS), n=other), REFERENCE, of="n", model="m").verdict is verdict


def drawn(**picture: Any) -> Evidence:
    """A learner whose one figure shows that."""
    one = Axes(**({"title": "", "labels": ("", "")} | picture))
    return shown((one,))


def shown(*figures: tuple[Axes, ...]) -> Evidence:
    array = Tensor(kind="array", array=IMAGE)
    numbers = Tensor(kind="tensor", array=Array.from_values(np.array([[0.1, 0.9], [0.5, 0.5]])))
    seen = Figures(figures=figures)
    return Evidence(version=VERSION, seen={"i": array, "hidden/i": seen, "p": numbers, "hidden/p": seen}, names={})


SCALE = Axes(title="", labels=("", ""), color_bar=True)
FULL = shown((Axes(title="t", labels=("", ""), images=(IMAGE,), bars=(BARS,)), SCALE))


@pytest.mark.parametrize(
    ("learner", "said"),
    [
        (FULL, "A figure shows `i`."),
        (shown(), "No figure is shown."),
        (drawn(bars=(BARS,)), "No figure shows `i` as an image."),
        (
            drawn(images=(Array.from_values(np.zeros((4, 4))),)),
            "notebook's images, of shape (4, 4), hold different numbers",
        ),
        (drawn(images=(IMAGE,)), "The figure of `i` has no colour bar."),
        (shown((Axes(title=" ", labels=("", ""), images=(IMAGE,)), SCALE)), "The figure of `i` has no title."),
        (shown((SCALE,), (Axes(title="t", labels=("", ""), images=(IMAGE,)),)), "has no colour bar"),
    ],
)
def test_a_figure_without_the_image_fails(learner: Evidence, said: str) -> None:
    """What is missing from a figure is named; a colour bar of another figure does not count."""
    finding = figure_image(learner, FULL, of="i", color_bar=True, titled=True)

    assert said in finding.message


@pytest.mark.parametrize(
    ("learner", "said"),
    [
        (FULL, "A figure shows `p` as bars."),
        (drawn(images=(IMAGE,)), "No figure shows bars."),
        (
            drawn(bars=(Array.from_values(np.array([0.9, 0.1])),)),
            "of `p` as bars; your charts, of 2 bars, show different numbers.",
        ),
        (
            drawn(bars=(Array.from_values(np.array([0.9, 0.1])), Array.from_values(np.arange(9.0)))),
            "your charts, of 2 and 9 bars, show different numbers.",
        ),
    ],
)
def test_bars_must_show_the_numbers_in_order(learner: Evidence, said: str) -> None:
    """Bars show a value's numbers, or its first row's, in their order."""
    assert said in figure_bars(learner, FULL, of="p").message


def test_an_image_that_never_was() -> None:
    """Where the value itself is missing, that is what is said."""
    nothing = msgspec.structs.replace(FULL, seen=FULL.seen | {"i": Absent()})

    assert figure_image(nothing, FULL, of="i").message.startswith("`i` is not defined")
