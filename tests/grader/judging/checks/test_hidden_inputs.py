"""Hidden values: the same for everyone, unlike the given ones, and fit to stand in their place."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from grader.evidence import Array
from grader.judging.checks.hidden_inputs import (
    ACTIVATION_INPUTS,
    MIXED,
    draw_arguments,
    draw_inputs,
    exercise_digest,
    generator,
    grid,
    shuffle_held_out,
)
from grader.model import Exercise
from grader.sandbox.limits import Limits

SALT = b"salt"


def stand_in(given_values: npt.ArrayLike, name: str = "x") -> npt.NDArray[Any]:
    return draw_inputs(generator(SALT, "d", "c"), [name], {name: Array.from_values(given_values)})[name].numpy()


def exercise(folder: Path, *, rubric: bytes = b"", stub: bytes = b"stub", reference: bytes = b"ref") -> Exercise:
    for name, content in [("x.toml", rubric), ("x.ipynb", stub), ("reference.py", reference)]:
        (folder / name).write_bytes(content)
    return Exercise(
        id="a/x",
        title="",
        rubric=(),
        limits=Limits(),
        stub=folder / "x.ipynb",
        reference=folder / "reference.py",
        digest="",
    )


def test_numbers_follow_from_salt_and_purpose() -> None:
    """The same salt and purpose give the same numbers; another of either gives others."""
    first = generator(SALT, "digest", "value").integers(2**62)

    assert generator(SALT, "digest", "value").integers(2**62) == first
    assert generator(b"other", "digest", "value").integers(2**62) != first
    assert generator(SALT, "digest", "shape").integers(2**62) != first
    assert generator(SALT, "digestvalue").integers(2**62) != first


def test_a_salt_gives_the_same_hidden_numbers_in_every_version() -> None:
    """The numbers of a salt are those of yesterday, or stored references would be compared with other inputs."""
    assert generator(SALT, "digest", "value").bit_generator.random_raw() == 14232167179349755094


def test_hidden_inputs_depend_on_stub_and_reference_only(tmp_path: Path) -> None:
    """Stub and reference decide which inputs are drawn, the rubric does not, and their border matters."""
    plain = exercise_digest(exercise(tmp_path))

    assert exercise_digest(exercise(tmp_path, rubric=b"a new hint")) == plain
    assert exercise_digest(exercise(tmp_path, stub=b"other")) != plain
    assert exercise_digest(exercise(tmp_path, reference=b"other")) != plain
    assert exercise_digest(exercise(tmp_path, stub=b"stubr", reference=b"ef")) != plain


def test_the_grid_has_its_documented_numbers() -> None:
    """The grid is float32 (8, 5): the ruler, the ruler mixed, then numbers within 4 of zero on both sides of it."""
    shown = grid(generator(SALT, "grid"))
    values = np.asarray(shown.numpy(), float)

    assert (shown.dtype, shown.shape) == ("float32", (8, 5))
    np.testing.assert_array_equal(shown.numpy()[0], ACTIVATION_INPUTS)
    np.testing.assert_array_equal(shown.numpy()[1], ACTIVATION_INPUTS[[*MIXED]])
    assert np.abs(values[2:]).max() <= 4
    assert (values[2:] < -1).any()
    assert (values[2:] > 1).any()


def test_order_of_images_and_labels() -> None:
    """Labels and images are put in one order, which is not the stored one and holds each once."""
    labels, images = np.arange(50), np.arange(100).reshape(50, 2)

    shown = shuffle_held_out(labels, salt=SALT, data="mnist")

    np.testing.assert_array_equal(shuffle_held_out(images, salt=SALT, data="mnist")[:, 0], 2 * shown)
    assert sorted(shown) == list(labels)
    assert list(shown) != list(labels)
    assert list(shown) != list(shuffle_held_out(labels, salt=SALT, data="fashion_mnist"))


def test_arguments_have_the_shapes_dtypes_and_ranges_of_the_rubric() -> None:
    """Arguments have the shapes, dtypes and ranges that the rubric asks for."""
    (first,), (second, third), none = draw_arguments(
        generator(SALT),
        [
            [{"shape": [200, 10], "scale": 100.0}],
            [{"shape": [500], "dtype": "int32", "low": 3, "high": 5}, {"shape": [], "dtype": "float64"}],
            [],
        ],
    )

    assert (first.dtype, first.shape, none) == ("float32", (200, 10), ())
    assert 90 < first.numpy().std() < 110
    assert (second.dtype, set(second.numpy())) == ("int32", {3, 4})
    assert (third.dtype, third.shape) == ("float64", ())


@pytest.mark.parametrize("scale", [1.0, 1e-3, 255.0])
def test_floats_are_drawn_to_scale(scale: float) -> None:
    """Floating inputs keep dtype, shape and order of magnitude, and are other numbers."""
    values = (scale * np.ones((100, 5))).astype(np.float32)

    drawn = stand_in(values)

    assert (drawn.dtype.name, drawn.shape) == ("float32", (100, 5))
    assert 0.8 * scale < drawn.std() < 1.2 * scale


@pytest.mark.parametrize("values", [np.zeros(3, np.float32), np.float32(np.nan), np.float64(np.inf), np.zeros((0, 3))])
def test_floats_without_a_scale_get_the_scale_one(values: npt.NDArray[Any]) -> None:
    """Where the given values show no scale, the scale is 1; nothing hidden is NaN or infinite."""
    drawn = stand_in(values)

    assert drawn.shape == values.shape
    assert np.isfinite(drawn).all()
    assert drawn.size == 0 or not np.array_equal(drawn, values)


def test_integers_are_shuffled() -> None:
    """Integers keep their multiset, so that labels stay labels, in another order."""
    drawn = stand_in(np.array([[0, 0], [0, 9]]))

    assert drawn.shape == (2, 2)
    assert sorted(drawn.ravel()) == [0, 0, 0, 9]
    assert drawn[1, 1] != 9


@pytest.mark.parametrize(
    ("values", "low", "high"),
    [(np.int64(7), 8, 16), (np.array([255, 255], np.uint8), 246, 254), (np.array([127], np.int8), 118, 126)],
)
def test_one_integer_is_moved(values: npt.NDArray[Any], low: int, high: int) -> None:
    """A constant becomes another constant near it, within what its dtype holds."""
    drawn = stand_in(values)

    assert drawn.dtype == values.dtype
    assert low <= drawn.min() == drawn.max() <= high


def test_one_hidden_boolean_is_the_opposite() -> None:
    """One truth becomes its opposite."""
    assert stand_in(np.True_) == np.False_


ANY = arrays(
    st.sampled_from([np.bool_, np.int8, np.uint8, np.int64, np.uint64, np.float16, np.float32, np.float64]),
    st.lists(st.integers(0, 3), max_size=3).map(tuple),
)


@given(ANY)
@example(np.array(-1e-07, np.float16))
def test_anything_can_be_rebound(values: npt.NDArray[Any]) -> None:
    """Whatever an input is, what replaces it has its dtype and shape, and differs where it can."""
    drawn = stand_in(values)

    assert (drawn.dtype, drawn.shape) == (values.dtype, values.shape)
    assert values.size == 0 or not np.array_equal(drawn, values)
