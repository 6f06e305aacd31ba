"""Trainings as charts, and a measured number among the reference's."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pytest

from grader.evidence import EMPTY, Array, Evidence, History
from grader.model import Measurement
from reports.charts import (
    BASE,
    BOTTOM,
    LEFT,
    MAX_CHARTS,
    MAX_POINTS,
    RIGHT,
    STEP,
    STRIP_LEFT,
    STRIP_RIGHT,
    STRIP_TOP,
    TOP,
    charts,
    strip,
)

REFERENCE = tuple(sorted([*range(870, 911, 2), 890, 890]))


def measured(value: int, *, bar: int = 855) -> Measurement:
    return Measurement(value=value, of=1_000, bar=bar, reference=REFERENCE)


def test_all_numbers_are_inside() -> None:
    """From the lowest number to the highest the strip uses all of its width."""
    drawn = strip(measured(895))

    assert (drawn.bar.at, drawn.ticks[-1].at) == (STRIP_LEFT, STRIP_RIGHT)
    assert drawn.bar.at < drawn.ticks[0].at < drawn.own.at < STRIP_RIGHT
    assert [tick.label for tick in drawn.ticks] == ["870", "910"]
    assert (drawn.own.label, drawn.bar.label) == ("yours: 895", "bar 855")


@pytest.mark.parametrize(("value", "anchor"), [(100, "start"), (890, "end"), (1_000, "end")])
def test_a_number_far_out(value: int, anchor: str) -> None:
    """However far out the learner's number lies, it is on the strip, and its label does not run over the edge."""
    drawn = strip(measured(value, bar=855 if value != 890 else 100))

    assert STRIP_LEFT <= drawn.own.at <= STRIP_RIGHT
    assert drawn.own.anchor == anchor


def test_ticks_are_not_written_over_each_other() -> None:
    """Where the reference's numbers are next to each other on the strip, one of them is written."""
    assert [tick.label for tick in strip(measured(100)).ticks] == ["910"]


def test_columns_are_counts() -> None:
    """The most frequent number has the highest column, and none is higher than the strip."""
    drawn = strip(measured(895))

    highest = max(drawn.columns, key=lambda column: column.height)
    middle = STRIP_LEFT + (890 - 855) / (910 - 855) * (STRIP_RIGHT - STRIP_LEFT)
    assert highest.x <= middle < highest.x + STEP
    assert (highest.y, highest.y + highest.height) == (STRIP_TOP, BASE)
    assert all(column.y >= STRIP_TOP for column in drawn.columns)


def test_one_number_only() -> None:
    """Trainings that all come to the learner's very number are drawn too."""
    drawn = strip(Measurement(value=5, of=5, bar=5, reference=(5, 5)))

    assert (drawn.own.at, len(drawn.columns)) == (STRIP_LEFT, 1)


def test_the_strip_has_a_text_for_people_who_cannot_see_it() -> None:
    """The text says the same to people who do not see the strip."""
    assert strip(measured(850)).sentence == (
        "Yours: 850 of 1,000. The reference in 23 trainings: 870 to 910. The bar is 855: the reference hardly ever "
        "gets fewer."
    )


def evidence(**series: npt.ArrayLike) -> Evidence:
    return seen_as("history", series)


def seen_as(name: str, series: Mapping[str, npt.ArrayLike]) -> Evidence:
    arrays = {key: Array.from_values(np.asarray(values)) for key, values in series.items()}
    return Evidence(version=1, seen={name: History(series=arrays)}, names={})


def test_the_lowest_and_highest_values_touch_the_edges() -> None:
    """A chart uses all of its height and width."""
    (chart,) = charts(evidence(loss=[4.0, 1.0, 2.0]), EMPTY)
    assert chart.curves[0].parts == (((LEFT, TOP), ((LEFT + RIGHT) / 2, BOTTOM), (RIGHT, 105.3)),)
    assert [tick.label for tick in chart.epochs] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        ([4.0, 1.0], ["1", "2", "3", "4"]),
        ([0.612, 0.177], ["0.2", "0.3", "0.4", "0.5", "0.6"]),
        ([0.8123, 0.9504], ["0.85", "0.9", "0.95"]),
        ([2300.0, 12.0], ["500", "1000", "1500", "2000"]),
        ([5.0], ["5"]),
    ],
)
def test_ticks_are_round_numbers(values: Sequence[float], labels: Sequence[str]) -> None:
    """People read 0.85, not 0.8123."""
    (chart,) = charts(evidence(loss=values), EMPTY)
    assert [tick.label for tick in chart.levels] == labels
    assert all(TOP <= tick.at <= BOTTOM for tick in chart.levels)


def test_the_reference_lies_behind_and_only_where_the_learner_has_the_metric() -> None:
    """A metric that only the reference recorded stays off the page."""
    (chart,) = charts(evidence(loss=[2.0, 1.0]), evidence(loss=[1.5, 0.5], sealed=[0.4242]))
    assert [(curve.role, curve.reference) for curve in chart.curves] == [("training", True), ("training", False)]


def test_validation_is_drawn_with_its_metric() -> None:
    """`val_loss` is a line of the chart of `loss`, not a chart of its own."""
    (chart,) = charts(evidence(loss=[2.0, 1.0], val_loss=[2.5, 1.5]), EMPTY)
    assert (chart.metric, [curve.role for curve in chart.curves]) == ("loss", ["validation", "training"])


def test_a_value_that_is_not_a_number_parts_the_curve_and_is_counted() -> None:
    """NaN and infinity are data: a gap in the line, and a word in the text."""
    (chart,) = charts(evidence(loss=[3.0, 2.0, math.nan, 1.0, math.inf]), EMPTY)
    assert [len(part) for part in chart.curves[0].parts] == [2, 1]
    assert chart.sentences == ("Your training: from 3 to inf in 5 epochs, 2 of them NaN or infinite.",)


@pytest.mark.parametrize(
    "values",
    [[1e308, -1e308], [5.0], [0.0, 0.0], [True, False], np.arange(6.0).reshape(2, 3), [5e-324, 0.0], [2**63 - 1, 0]],
)
def test_every_coordinate_is_a_number_within_the_frame(values: Sequence[float]) -> None:
    """No series, however large, flat, short or misshapen, draws outside its chart."""
    for chart in charts(evidence(loss=values), EMPTY):
        for x, y in (point for curve in chart.curves for part in curve.parts for point in part):
            assert LEFT <= x <= RIGHT
            assert TOP <= y <= BOTTOM


@pytest.mark.parametrize("values", [[], [math.nan, math.inf], np.zeros((0, 3))])
def test_a_series_without_a_number_has_no_chart(values: npt.ArrayLike) -> None:
    """There is nothing to draw, even where the reference could be."""
    assert charts(evidence(loss=values), evidence(loss=[1.0])) == ()


def test_a_series_that_did_not_travel_has_no_chart() -> None:
    """A dtype without bytes is a name and a shape, and no line."""
    charted = Evidence(
        version=1, seen={"history": History(series={"loss": Array(dtype="complex64", shape=(3,))})}, names={}
    )
    assert charts(charted, EMPTY) == ()


def test_a_page_draws_a_bounded_number_of_points_and_charts() -> None:
    """A history of a hundred metrics and a million epochs makes a page of the usual size."""
    many = {f"metric{number}": np.linspace(0, 1, 100_000) for number in range(9)}
    drawn = charts(seen_as("history", many), EMPTY)
    assert len(drawn) == MAX_CHARTS
    assert len(drawn[0].curves[0].parts[0]) == MAX_POINTS
    assert drawn[0].epochs[-1].label == "100000"


def test_what_one_criterion_asked_for_is_not_drawn() -> None:
    """A history under a criterion's own key may belong to a hidden one."""
    assert charts(seen_as("covered/history", {"loss": [1.0, 2.0]}), EMPTY) == ()
