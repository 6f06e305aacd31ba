"""What TensorFlow itself says about the spellings: the same network as their reference, or why not.

Run as a program, it prints one JSON object: network, then file, then spelling, then what sets it apart from the
reference (nothing, if nothing does). It knows no check of ours: weights are copied by their shape, then functions are
compared.
"""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

HERE = Path(__file__).parent
PICTURES = (28, 28, 1)
NETWORKS = {
    "11_keras_sequential": ("my_model_1", PICTURES),
    "14_subclassing_subclass": ("my_model_2", PICTURES),
    "18_training_train": ("my_model", PICTURES),
    "23_dropout_dropout": ("my_model", PICTURES),
    "convolutional": ("my_model", PICTURES),
    "branches": ("my_model", (8,)),
}
"""Network to the name that its spellings define, and the shape of what goes in."""
FEW, MANY = 50, 20_000
"""Times that one example goes through a network in training mode: to see whether it is always the same, and if not."""
BATCH = 1000
"""Of these, so many at once."""
SAME, OTHER = 1e-4, 1e-3
"""Relative differences of outputs up to here are rounding, and from there on are another function."""
CHANCE, CERTAIN = 0.03, 0.04
"""As SAME and OTHER, for the distance of two empirical distributions of MANY values (chance reaches 0.03 once in
thirty million)."""


@dataclass(frozen=True)
class Facts:
    """What is measured of one network, all weights being set by their shapes."""

    weights: list[tuple[int, ...]]
    trainable: list[tuple[int, ...]]
    outputs: np.ndarray
    in_training: np.ndarray
    gradients: np.ndarray


def spellings(path: Path) -> Iterator[tuple[str, str]]:
    """Name and code of each spelling of a file."""
    parts = re.split(r"^# %% (.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return zip(parts[1::2], parts[2::2], strict=True)


def made(code: str, name: str) -> Any:
    """The model that a spelling defines."""
    keras.utils.set_random_seed(7)
    variables = {"tf": tf, "np": np}
    exec(compile(code, name, "exec"), variables)  # noqa: S102 - our own corpus
    return variables[name]


def filled(shape: tuple[int, ...]) -> np.ndarray:
    """The values of every weight of this shape: sparse, so that what each neuron receives can be told apart, and large
    enough that activations differ, but for those of the last layer, whose softmax would hide them.
    """
    random = np.random.default_rng(list(shape))
    if len(shape) == 1:
        return random.normal(size=shape)
    inputs = int(np.prod(shape[:-1]))
    kept = random.random(shape) < (3 if len(shape) == 2 else 6) / inputs
    return random.normal(size=shape) * kept * (0.3 if shape[-1] in {3, 10} else 2.0)


def examples(shape: tuple[int, ...]) -> np.ndarray:
    """Inputs: pixels from 0 to 1 where these are pictures, else numbers about zero."""
    random = np.random.default_rng(1)
    values = random.random((16, *shape)) if len(shape) == 3 else 2 * random.normal(size=(16, *shape))
    return values.astype("float32")


def gradients(model: Any, inputs: np.ndarray) -> np.ndarray:
    """The slope of every trainable weight, one after the other, sorted by their shapes."""
    with tf.GradientTape() as tape:
        outputs = model(inputs, training=False)
        loss = tf.reduce_sum(outputs * np.random.default_rng(2).random(outputs.shape).astype("float32"))
    weights = sorted((variable.value for variable in model.trainable_variables), key=lambda value: tuple(value.shape))
    slopes = tape.gradient(loss, weights, unconnected_gradients="zero")
    return np.concatenate([np.ravel(slope) for slope in slopes] or [np.zeros(0)])


def facts(model: Any, shape: tuple[int, ...]) -> Facts:
    """What is measured of a model that takes such inputs."""
    inputs = examples(shape)
    for weight in model.weights:
        weight.assign(filled(tuple(weight.shape)))
    return Facts(
        weights=sorted(tuple(weight.shape) for weight in model.weights),
        trainable=sorted(tuple(weight.shape) for weight in model.trainable_weights),
        outputs=np.asarray(model(inputs, training=False)),
        in_training=in_training(model, inputs[:1]),
        gradients=gradients(model, inputs),
    )


def in_training(model: Any, inputs: np.ndarray) -> np.ndarray:
    """What comes out in training mode: example, then repeat (MANY where it varies), then neuron."""
    few = through(model, inputs, FEW)
    return few if np.allclose(few, few[:, :1]) else through(model, inputs, MANY)


def through(model: Any, inputs: np.ndarray, repeats: int) -> np.ndarray:
    """What comes out in training mode of batches of nothing but the first example, then of the next, and so on."""
    size = min(repeats, BATCH)
    batches = [np.repeat(one[None], size, axis=0) for one in inputs]
    outputs = [[np.asarray(model(batch, training=True)) for _ in range(repeats // size)] for batch in batches]
    return np.stack([np.concatenate(parts) for parts in outputs])


def apart(one: np.ndarray, two: np.ndarray) -> float:
    """The largest difference of two arrays, as a share of the second's largest value."""
    if one.shape != two.shape or not np.isfinite(one).all():
        return 1.0
    return float(np.abs(one - two).max() / np.abs(two).max())


def distance(one: np.ndarray, two: np.ndarray) -> float:
    """How far two samples' distributions lie apart (Kolmogorov and Smirnov), after a little noise against rounding."""
    noise = np.random.default_rng(3)
    one, two = (np.sort(sample + 0.002 * noise.normal(size=sample.shape)) for sample in (one, two))
    every = np.concatenate([one, two])
    shares = (np.searchsorted(sample, every, side="right") / len(sample) for sample in (one, two))
    return float(np.abs(next(shares) - next(shares)).max())


def spread(one: np.ndarray, two: np.ndarray) -> float:
    """The largest distance between two networks' outputs in training, over examples and output neurons."""
    if one.shape != two.shape or not np.isfinite(one).all():
        return 1.0
    if one.shape[1] == FEW:
        return apart(one, two)
    columns = ((one[row, :, column], two[row, :, column]) for row in range(len(one)) for column in range(one.shape[2]))
    return max(distance(mine, theirs) for mine, theirs in columns)


def measured(kind: str, value: float, limits: tuple[float, float]) -> str | None:
    """A difference in words, if it is one; one between the limits is never certain."""
    same, other = limits
    if value <= same:
        return None
    return f"{kind} ({value:.3g})" if value >= other else f"unclear {kind} ({value:.3g})"


def compared(learner: Facts, reference: Facts) -> str:
    """The first thing that sets a network apart from the reference; empty, if they are the same."""
    if learner.weights != reference.weights:
        return "weights"
    if learner.trainable != reference.trainable:
        return "trainable weights"
    random = reference.in_training.shape[1] == MANY
    return (
        measured("outputs", apart(learner.outputs, reference.outputs), (SAME, OTHER))
        or measured(
            "outputs in training",
            spread(learner.in_training, reference.in_training),
            (CHANCE, CERTAIN) if random else (SAME, OTHER),
        )
        or measured("gradients", apart(learner.gradients, reference.gradients), (SAME, OTHER))
        or ""
    )


def verdict(code: str, network: str, reference: Facts) -> str:
    """What sets one spelling apart from the reference."""
    name, shape = NETWORKS[network]
    try:
        model = made(code, name)
    except Exception as error:  # noqa: BLE001 - whatever it is, it goes into the table
        return f"unclear, as it does not run: {error}"
    if not model.weights:
        return "unclear, as it has no weights yet"
    return signature(model, shape) or compared(facts(model, shape), reference)


def signature(model: Any, shape: tuple[int, ...]) -> str:
    """What is wrong with what goes in and comes out; empty, if one array goes in, and one comes out."""
    try:
        outputs = model(examples(shape))
    except (ValueError, tf.errors.InvalidArgumentError):
        return "takes no such input"
    return "" if tf.is_tensor(outputs) else "has not one output"


def proved(network: str) -> dict[str, dict[str, str]]:
    """What sets each spelling of a network apart, by file."""
    folder = HERE / network
    (_, code), *_ = spellings(folder / "reference.py")
    reference = facts(made(code, NETWORKS[network][0]), NETWORKS[network][1])
    return {
        path.stem: {title: verdict(source, network, reference) for title, source in spellings(path)}
        for path in sorted(folder.glob("*_blind.py"))
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps({network: proved(network) for network in sys.argv[1:] or NETWORKS}))
