"""Where a model first departs from the reference, in real clean rooms: planted faults are found in their layers."""

import asyncio

import pytest

from grader.evidence import Describe, Divergence, Evidence, Layers, ModelParts, Request
from grader.model import Run
from grader.probe.outside.execute import Questions, execute
from grader.sandbox.limits import Limits
from grader.sandbox.outside.zygote import Zygote
from grader.source.records import Source, SourceCell
from tests.grader.conftest import GRID

pytestmark = pytest.mark.kernel

SETUP = "import keras, tensorflow as tf\nL = keras.layers\ndef made(*layers):\n"
SETUP += "    return keras.Sequential([keras.Input((6, 4, 1)), *layers])"
REFERENCE = "L.Flatten(), L.Dense(8, 'relu', name='a'), L.Dense(8, 'relu', name='b'), L.Dense(3, 'softmax', name='c')"

RELU = "L.Dense(8, 'relu')"
LAST = "L.Dense(3, 'softmax')"
FAULTS = {
    "a hidden activation": (f"L.Flatten(name='f'), {RELU}, L.Dense(8, 'sigmoid', name='x'), {LAST}", "x"),
    "axes swapped first": (f"L.Permute((2, 1, 3), name='p'), L.Flatten(), {RELU}, {RELU}, {LAST}", "p"),
    "pixels scaled inside": (f"L.Rescaling(1 / 255, name='r'), L.Flatten(), {RELU}, {RELU}, {LAST}", "r"),
    "two softmaxes": (f"L.Flatten(), {RELU}, {RELU}, {LAST}, L.Softmax(name='s')", "s"),
    "no activation at the end": (f"L.Flatten(), {RELU}, {RELU}, L.Dense(3, name='x')", "x"),
    "a relu too late": (f"L.Flatten(), {RELU}, L.Dense(8, name='x'), L.Rescaling(1, 1), L.ReLU(), {LAST}", "x"),
    "another slope": (f"L.Flatten(), L.Dense(8), L.LeakyReLU(0.3, name='l'), {RELU}, {LAST}", "l"),
}
"""A model that departs from the reference, and the name of the layer where it does."""

SAME = {
    "layers of activations": "L.Flatten(), L.Dense(8), L.ReLU(), L.Dense(8), L.ReLU(), L.Dense(3), L.Softmax()",
    "a reshape": f"L.Reshape((24,)), {RELU}, {RELU}, {LAST}",
    "what is active in training alone": f"L.Flatten(), {RELU}, L.Dropout(0.5), {RELU}, {LAST}",
}


def ran(loop: asyncio.Runner, zygote: Zygote, layers: str, *, against: Layers | None = None) -> Run:
    """A run that makes `m` of such layers, compared with another's if one is given."""
    request = Request(asks={"m": Describe(name="m")}, grid=GRID, array_bytes=2**20, seed=5)

    def wrong(_: Evidence) -> dict[str, ModelParts]:
        if against is None or against.architecture is None:
            return {}
        return {"m": ModelParts(architecture=against.architecture, values=against.values)}

    source = Source(cells=(SourceCell(text=SETUP), SourceCell(text=f"m = made({layers})")))
    questions = Questions(plan=lambda _: request, wrong_models=wrong, keep_model_parts=against is None)
    return loop.run(execute(source, questions, kernels=zygote, limits=Limits(), key="k"))


@pytest.fixture(scope="module")
def reference(loop: asyncio.Runner, zygote: Zygote) -> Layers:
    """The reference's model with what it is put together from."""
    seen = ran(loop, zygote, REFERENCE).evidence.seen["m"]
    assert isinstance(seen, Layers)
    assert seen.architecture
    return seen


def found(run: Run) -> Divergence | None:
    assert run.evidence.rebuilt["m"].refused == ""
    return run.evidence.rebuilt["m"].divergence


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_in_its_layer(loop: asyncio.Runner, zygote: Zygote, reference: Layers, name: str) -> None:
    """The first layer that departs is the one that was planted, whatever follows from it."""
    layers, layer = FAULTS[name]
    where = found(ran(loop, zygote, layers, against=reference))

    assert where is not None
    assert (where.layer, where.weighted) == (layer, True)


@pytest.mark.parametrize("name", SAME)
def test_what_answers_alike_departs_nowhere(loop: asyncio.Runner, zygote: Zygote, reference: Layers, name: str) -> None:
    """Another spelling, or a difference in training alone, has no layer that departs."""
    assert found(ran(loop, zygote, SAME[name], against=reference)) is None


COMPUTED = {
    "scaled there and back": (f"L.Rescaling(0.5), L.Rescaling(2.0), L.Flatten(), {RELU}, {RELU}, {LAST}", True),
    "turned there and back": (f"L.Permute((2, 1, 3)), L.Permute((2, 1, 3)), L.Flatten(), {RELU}, {RELU}, {LAST}", True),
    "a window of one pixel": (f"L.MaxPooling2D(1), L.Flatten(), {RELU}, {RELU}, {LAST}", True),
    "layers of activations": (SAME["layers of activations"], True),
    "what is active in training alone": (SAME["what is active in training alone"], False),
    "a noise in training alone": (f"L.GaussianNoise(1e-3), L.Flatten(), {RELU}, {RELU}, {LAST}", False),
    "two softmaxes": (FAULTS["two softmaxes"][0], False),
    "frozen": (f"L.Flatten(), {RELU}, L.Dense(8, 'relu', trainable=False), {LAST}", False),
    "scaled a little": (f"L.Rescaling(1.001), L.Flatten(), {RELU}, {RELU}, {LAST}", False),
}
"""Layers that are not the reference's, and whether they compute the same."""


@pytest.mark.parametrize("name", COMPUTED)
def test_what_computes_the_same_is_known(loop: asyncio.Runner, zygote: Zygote, reference: Layers, name: str) -> None:
    """Other layers may compute the same in use and in training; what differs in either, or in what moves, does not."""
    layers, alike = COMPUTED[name]

    assert ran(loop, zygote, layers, against=reference).evidence.rebuilt["m"].alike is alike


def test_weights_that_fit_nowhere(loop: asyncio.Runner, zygote: Zygote, reference: Layers) -> None:
    """Where sizes differ the rest still gets its weights, and it is said that not all did."""
    layers = "L.Flatten(), L.Dense(8, 'relu'), L.Dense(5, 'relu', name='x'), L.Dense(3, 'softmax')"
    where = found(ran(loop, zygote, layers, against=reference))

    assert where is not None
    assert (where.layer, where.weighted) == ("x", False)


def test_another_input(loop: asyncio.Runner, zygote: Zygote, reference: Layers) -> None:
    """Models that take other inputs can't be run side by side, and what was known of one stays known."""
    run = ran(loop, zygote, "L.Dense(2))\nm = keras.Sequential([keras.Input((24,)), L.Dense(8)]", against=reference)

    assert run.evidence.rebuilt["m"].layers is not None
    assert found(run) is None


def test_a_model_is_compared_only_where_it_is_wrong(loop: asyncio.Runner, zygote: Zygote, reference: Layers) -> None:
    """Nobody pays for the comparison of a right model, and of what it was made from digests alone are kept."""
    run = ran(loop, zygote, REFERENCE, against=None)
    right = run.evidence.seen["m"]

    assert found(run) is None
    assert isinstance(right, Layers)
    assert right.architecture is not None
    compared = ran(loop, zygote, REFERENCE, against=reference).evidence.seen["m"]
    assert isinstance(compared, Layers)
    assert compared.architecture is None
    assert [one for one in compared.values if one.data is not None] == []
