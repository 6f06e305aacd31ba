"""Real kernels: what a probe says of compiled models, callbacks, and models that are shown a learner's own value."""

from collections.abc import Callable, Mapping

import msgspec
import numpy as np
import pytest

from grader.evidence import (
    Answers,
    Array,
    Calls,
    Evaluate,
    Evidence,
    History,
    Make,
    Observation,
    Other,
    Poll,
    Raised,
    Tensor,
    TraceFits,
)
from grader.judging.checks.callbacks import callback_settings, stopped_early
from grader.judging.checks.compiling import CompileOptionName, compiled_with
from grader.judging.checks.findings import FITS
from grader.judging.checks.functions import class_builds
from grader.judging.checks.identity import predicted_by
from grader.judging.checks.training import validated_with
from grader.model import Outcome, Run, Verdict

pytestmark = pytest.mark.kernel

Kernels = Callable[..., Run]

SETUP = """
import keras, numpy as np, tensorflow as tf
rows, labels = np.random.default_rng(0).random((64, 6), dtype="float32"), np.arange(64) % 5
def net(*more): return keras.Sequential([keras.Input((6,)), keras.layers.Dense(5, "softmax")])
def own_loss(true, said): return keras.losses.sparse_categorical_crossentropy(true, said)
"""
NAME = "sparse_categorical_crossentropy"
CLASS = "SparseCategoricalCrossentropy"

ALIKE = {
    "of_classes": f"'adam', keras.losses.{CLASS}, metrics=[keras.metrics.SparseCategoricalAccuracy]",
    "objects": f"keras.optimizers.Adam(), keras.losses.{CLASS}(), metrics=[keras.metrics.SparseCategoricalAccuracy()]",
    "functions": f"'Adam', tf.keras.losses.{NAME}, metrics=[tf.keras.metrics.sparse_categorical_accuracy]",
    "short": f"optimizer='adam', loss='{CLASS}', metrics=['acc']",
    "named": f"'adam', '{NAME}', metrics=[keras.metrics.SparseCategoricalAccuracy(name='acc')]",
    "in_lists": f"'adam', ['{NAME}'], metrics=[['accuracy']]",
    "rate_said": f"keras.optimizers.Adam(learning_rate=1e-3), '{NAME}', metrics=['Accuracy']",
    "more_metrics": f"'adam', '{NAME}', metrics=['mse', 'accuracy'], run_eagerly=True",
    "weighted": f"'adam', '{NAME}', weighted_metrics=['accuracy']",
    "of_a_lambda": f"'adam', lambda y, p: keras.losses.{NAME}(y, p), metrics=['accuracy']",
    "own_function": "'adam', own_loss, metrics=['accuracy']",
    "logits_false": f"'adam', keras.losses.{CLASS}(from_logits=False), metrics=['accuracy']",
}
"""Spellings of adam, sparse_categorical_crossentropy and accuracy."""

APART = {
    "other_optimizer": (
        f"'sgd', '{NAME}', metrics=['accuracy']",
        "the optimizer is `sgd`; `adam` is expected; the learning rate is 0.01; 0.001 is expected",
    ),
    "other_rate": (
        f"keras.optimizers.Adam(1e-2), '{NAME}', metrics=['accuracy']",
        "the learning rate is 0.01; 0.001 is expected",
    ),
    "one_hot": (
        "'adam', 'categorical_crossentropy', metrics=['accuracy']",
        f"the loss is `categorical_crossentropy`; `{NAME}` is expected",
    ),
    "squares": ("'adam', 'mse', metrics=['accuracy']", f"the loss is `mse`; `{NAME}` is expected"),
    "logits": (
        f"'adam', keras.losses.{CLASS}(from_logits=True), metrics=['accuracy']",
        f"the loss is `{NAME}`, but with `from_logits=True`, which is for a last layer without softmax",
    ),
    "smoothed": (
        "'adam', lambda y, p: own_loss(y, p) * 2, metrics=['accuracy']",
        f"the loss is `<lambda>`; `{NAME}` is expected",
    ),
    "no_metric": (f"'adam', '{NAME}'", "the metric `accuracy` is missing; there is none"),
    "equal_numbers": (
        f"'adam', '{NAME}', metrics=[keras.metrics.Accuracy()]",
        "the metric `accuracy` is missing; there is `Accuracy()`",
    ),
    "no_loss": ("'adam', metrics=['accuracy']", f"the loss is none; `{NAME}` is expected"),
}
"""What differs, and what a learner reads of it."""


def judge(evidence: Evidence, name: str) -> tuple[Verdict, str]:
    parts: list[CompileOptionName] = ["optimizer", "learning_rate", "loss", "metrics"]
    reference = msgspec.structs.replace(evidence, seen={name: evidence.seen["reference"]})
    finding = compiled_with(evidence, reference, of=name, parts=parts)
    return finding.verdict, finding.message


def test_spellings_of_compile(kernels: Kernels) -> None:
    """Every spelling of the same settings is the same, and each difference is reported by its setting."""
    calls: Mapping[str, str] = ALIKE | {name: call for name, (call, _) in APART.items()}
    cells = [f"{name} = net(); {name}.compile({call})" for name, call in calls.items()]
    first = f"reference = net(); reference.compile('adam', '{NAME}', metrics=['accuracy'])"

    run = kernels(SETUP, first, *cells, "bare = net()", look=("reference", "bare", *calls))

    assert run.outcome is Outcome.OK, run.message
    verdicts = {name: judge(run.evidence, name) for name in calls}
    assert {name: verdicts[name][0] for name in ALIKE} == dict.fromkeys(ALIKE, Verdict.PASS)
    assert {name: verdicts[name] for name in APART} == {
        name: (Verdict.FAIL, f"`{name}` is compiled differently: {what}.") for name, (_, what) in APART.items()
    }
    assert judge(run.evidence, "bare")[1] == "`bare` is not compiled: `bare.compile(...)` decides how it learns."


def test_a_model_that_lies_about_its_compilation(kernels: Kernels) -> None:
    """A compilation that raises or is made of nonsense does not count, and the layers are described all the same."""
    cells = """
class Trap(dict):
    def get(self, *_): raise RuntimeError("no")
class Config: config = Trap(a=1)
m = net(); m.compile("adam", "mse"); m._compile_config = Config()
n = net(); n.compile("adam", "mse"); n._compile_config.config = {"loss": 3, "optimizer": object(), "metrics": [[], {}]}
"""
    run = kernels(SETUP, cells, look=("m", "n"))

    assert {name: getattr(run.evidence.seen[name], "compiled", "?") for name in "mn"} == {"m": None, "n": None}


TRAINING = """
model = net(); model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
stop = keras.callbacks.EarlyStopping(monitor="val_loss", patience=1, restore_best_weights=True)
history = model.fit(rows[:32], labels[:32], validation_data=(rows[32:], labels[32:][::-1].copy()), epochs=40,
    callbacks=[stop], verbose=0)
best = keras.callbacks.EarlyStopping(patience=2, mode="auto", restore_best_weights=True)
"""


def test_callbacks_and_histories(kernels: Kernels) -> None:
    """A callback's settings and the epochs asked for come out, and early stopping is recomputed from the curve."""
    watched = {FITS + "model": TraceFits(name="model")}
    evidence = kernels(SETUP, TRAINING, look=("stop", "history", "best"), asks=watched).evidence
    history = evidence.seen["history"]

    assert isinstance(history, History)
    assert history.asked == 40
    assert evidence.names["stop"] == "callback"
    assert stopped_early(evidence, evidence, of="history", callback="stop", model="model").verdict is Verdict.PASS
    mixed = msgspec.structs.replace(evidence, seen={**evidence.seen, "stop": evidence.seen["best"]})
    settings = ["monitor", "patience", "restore_best_weights"]
    assert callback_settings(
        mixed, evidence, of="stop", settings=settings, history="history", model="model"
    ).message == ("`stop` has different settings: patience is 2, not 1.")


def polled(evidence: Evidence) -> Evidence:
    return evidence.for_criterion("c")


MODELS = """
model, my_model, narrow = net(), net(), keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
same = my_model
class Angry(keras.Model):
    def call(self, x): raise RuntimeError("no")
angry = Angry()
right, wrong = my_model.predict(rows, verbose=0), model.predict(rows, verbose=0)
"""


def test_every_model_is_asked_once(kernels: Kernels) -> None:
    """All models but those that refuse the value answer, each under one name, and the one asked about under its own."""
    asks = {"c/rows": Poll(name="rows", model="same")}
    said = kernels(SETUP, MODELS, asks=asks).evidence.seen["c/rows"]

    assert isinstance(said, Answers)
    assert set(said.models) == {"model", "same"}


def test_where_predictions_come_from(kernels: Kernels) -> None:
    """The model behind a value is named."""
    asks = {"c/rows": Poll(name="rows", model="my_model")}
    evidence = polled(kernels(SETUP, MODELS, look=("right", "wrong", "my_model"), asks=asks).evidence)
    reference = msgspec.structs.replace(evidence, seen=evidence.seen | {"wrong": evidence.seen["right"]})

    right, wrong = (
        predicted_by(evidence, reference, of=name, model="my_model", inputs="rows") for name in ("right", "wrong")
    )
    assert (right.verdict, right.message) == (Verdict.PASS, "`right` is what `my_model` predicts for `rows`.")
    assert (wrong.verdict, wrong.message) == (Verdict.FAIL, "`wrong` is what `model` predicts, not `my_model`.")


CLASSES = """
class Network(keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.hidden, self.out = keras.layers.Dense(8, activation="relu"), keras.layers.Dense(num_classes)
    def call(self, x): return self.out(self.hidden(x))
class Backwards(keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.last = keras.layers.Dense(num_classes)
        self.first = keras.layers.Dense(8)
    def call(self, x, training=None): return self.last(tf.nn.relu(self.first(x)))
class Linear(Backwards):
    def call(self, x): return self.last(self.first(x))
class Two(Network):
    def __init__(self, num_classes=2): super().__init__(2)
class Nothing(Network):
    def call(self, x): self.out(self.hidden(x))
class Needs(Network):
    def __init__(self, num_classes): super().__init__(num_classes)
def factory(num_classes=2): return Network(num_classes)
"""


def test_objects_of_classes(kernels: Kernels) -> None:
    """Whatever the order of creation, the same layers return the same for the same hidden weights."""
    inputs = Array.from_values(np.random.default_rng(3).random((4, 6), np.float32))
    cases = ((Array.from_values(np.int32(7)),), ())
    names = ("Network", "Backwards", "Linear", "Two", "Nothing", "Needs", "factory", "labels")
    asks = {f"{name}/{name}": Make(name=name, arguments=cases, inputs=inputs, seed=5) for name in names}
    evidence = kernels(SETUP, CLASSES, asks=asks).evidence

    def message(name: str) -> str:
        reference = {f"hidden/{name}": evidence.seen["Network/Network"]}
        finding = class_builds(
            evidence.for_criterion(name),
            msgspec.structs.replace(evidence, seen=reference),
            of=name,
            arguments=[[{"shape": [], "dtype": "int32"}], []],
            inputs={"shape": [4, 6]},
        )
        return "" if finding.verdict is Verdict.PASS else finding.message

    said = {name: message(name) for name in names}
    assert [name for name, what in said.items() if not what] == ["Network", "Backwards"]
    assert said["Linear"].startswith(
        "`Linear(…)` with hidden arguments returns values for an input of shape (4, 6) that differ from the "
        "reference's with the same weights: "
    )
    assert said["Two"] == (
        "`Two(…)` with hidden arguments returns a result of shape (4, 2) for an input of shape (4, 6); (4, 7) is "
        "expected."
    )
    assert said["Nothing"].endswith("for an input of shape (4, 6): is there a `return` at the end of `call`?")
    assert said["Needs"].startswith("`Needs()` raises TypeError for an input of shape (4, 6): ")
    assert said["factory"] == "`factory` is a function; a class is expected."
    assert said["labels"] == "`labels` is a NumPy array; a class is expected."


@pytest.mark.parametrize("value", ["'text'", "None", "[[1], [1, 2]]"])
def test_what_cannot_be_shown(kernels: Kernels, value: str) -> None:
    """A value that is not an array is described, and no model is asked."""
    seen: Observation = kernels(SETUP, f"x = {value}", asks={"c/x": Poll(name="x", model="m")}).evidence.seen["c/x"]

    assert isinstance(seen, Other | Raised)
    assert not isinstance(seen, Calls | Tensor)


FITTED = """
import tensorflow as tf
m = net()
m.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
batches = tf.data.Dataset.from_tensor_slices((rows, labels)).batch(16)
others = batches.take(1)
endless = batches.repeat()
history = m.fit(batches, validation_data=batches, epochs=2, verbose=0)
"""


def test_what_a_training_was_validated_with(kernels: Kernels) -> None:
    """A model comes to its last validation loss on the examples that `fit` was given, and on no others."""
    asks = {f"c/{name}": Evaluate(name=name, model="m") for name in ("batches", "others", "endless", "rows")}
    evidence = kernels(SETUP, FITTED, look=("history", "m"), asks=asks).evidence.for_criterion("c")
    findings = {}
    for name in ("batches", "others", "endless", "rows"):
        same = msgspec.structs.replace(
            evidence, seen=evidence.seen | {f"hidden/{name}": evidence.seen["hidden/batches"]}
        )
        findings[name] = validated_with(evidence, same, of="history", model="m", data=name)

    assert {name: one.verdict for name, one in findings.items()} == {
        "batches": Verdict.PASS,
        "others": Verdict.FAIL,
        "endless": Verdict.FAIL,
        "rows": Verdict.FAIL,
    }
    assert findings["endless"].message == "Using `endless` raises ValueError: the data set never ends"
    assert findings["rows"].message == "`rows` is of type `array`; a data set is expected."
