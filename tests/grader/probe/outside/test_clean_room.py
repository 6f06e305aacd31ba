"""Real clean rooms: honest models come out as they went in, hostile ones only spoil themselves."""

import asyncio
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import h5py
import msgspec
import numpy as np
import psutil
import pytest

from grader.course.datasets.datasets import folder
from grader.errors import KernelFault, ZygoteLost
from grader.evidence import (
    LATE,
    NEEDS_THREADS,
    Array,
    Ask,
    Assembly,
    DataSplit,
    Describe,
    Evidence,
    Layers,
    ModelParts,
    Predict,
    Predictions,
    Raised,
    Replaceable,
    Request,
    Tensor,
    Validate,
    encode,
)
from grader.judging.checks.clean_room_models import diverges
from grader.judging.checks.model_graph import layer_difference, normal_form
from grader.model import Outcome, Run
from grader.probe.outside import clean_room
from grader.probe.outside.clean_room import PreparedRoom
from grader.probe.outside.execute import Questions, execute
from grader.probe.outside.kernel_sandbox import KernelSandbox
from grader.probe.outside.session import Session
from grader.sandbox.limits import Limits
from grader.sandbox.outside.answering import Child, ResponseTimeout
from grader.sandbox.outside.bubblewrap import BubblewrapKernels
from grader.sandbox.outside.kernel_factory import ChildRequest, Exit, jail_limits
from grader.sandbox.outside.zygote import Zygote
from grader.source.records import Source, SourceCell

pytestmark = pytest.mark.kernel

ROOT = Path(__file__).parents[4]

GRID = Array.from_values(np.linspace(-3, 3, 40, dtype=np.float32).reshape(8, 5))
IMAGES = Array.from_values(np.random.default_rng(1).random((300, 6), dtype=np.float32))
LIMITS = Limits(wall_s=300, cell_s=300, after_s=900, evidence_mib=16)
SETUP = """
import keras, numpy as np, tensorflow as tf
L = keras.layers
images = np.random.default_rng(0).random((64, 12, 12, 3), dtype="float32")
rows = np.random.default_rng(0).random((64, 6), dtype="float32")
labels = np.arange(64) % 10
def of_rows(*layers): return keras.Sequential([keras.Input((6,)), *layers])
def of_images(*layers): return keras.Sequential([keras.Input((12, 12, 3)), *layers])
"""

HONEST = {
    "dense": "m = of_rows(L.Dense(8, 'relu'), L.Dense(3, 'softmax'))",
    "tensorflow_functions": "m = of_rows(L.Dense(8, tf.nn.relu), L.Dense(3, tf.nn.softmax))",
    "activation_layers": """
m = of_rows(L.Dense(8), L.ReLU(), L.Dense(8), L.LeakyReLU(), L.Dense(8), L.ELU(),
    L.Dense(8), L.PReLU(), L.Activation('gelu'), L.Dense(4), L.Softmax())""",
    "activation_objects": "m = of_rows(L.Dense(8, activation=L.LeakyReLU(0.1)))",
    "every_activation": """
x = keras.Input((6,)); y = x
for name in ('celu elu exponential gelu hard_sigmoid hard_silu leaky_relu linear log_sigmoid log_softmax mish relu6 '
        'selu silu softplus softsign swish tanh').split():
    y = L.Dense(6, name)(y)
m = keras.Model(x, y)""",
    "compiled_and_fitted": """
m = of_rows(L.Dense(8, 'relu'), L.Dropout(0.3), L.Dense(10, 'softmax'))
m.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy']); m.fit(rows, labels, epochs=2, verbose=0)""",
    "compiled_with_a_class": """
m = of_rows(L.Dense(10, 'softmax')); m.compile('adam', keras.losses.SparseCategoricalCrossentropy)
m.fit(rows, labels, verbose=0)""",
    "own_loss": """
def loss(true, said): return tf.reduce_mean((tf.cast(true, tf.float32) - said) ** 2)
m = of_rows(L.Dense(1)); m.compile('sgd', loss, metrics=[loss])
m.fit(rows, labels, verbose=0)""",
    "without_input": """
m = keras.Sequential([L.Dense(8, 'relu'), L.Dense(10, 'softmax')])
m.compile('adam', 'sparse_categorical_crossentropy'); m.fit(rows, labels, verbose=0)""",
    "called_once": "m = keras.Sequential([L.Flatten(), L.Dense(8)]); m(images)",
    "input_shape_in_first_layer": "m = keras.Sequential([L.Dense(8, input_shape=(6,))])",
    "not_built": "m = keras.Sequential([L.Dense(8)])",
    "batch_normalization": """
m = of_rows(L.Dense(8), L.BatchNormalization(), L.Dense(10, 'softmax'))
m.compile('adam', 'sparse_categorical_crossentropy'); m.fit(rows, labels, epochs=3, verbose=0)""",
    "convolution": """
m = of_images(L.Rescaling(2.0, -1.0), L.Conv2D(4, 3, padding='same',
    activation='relu', kernel_regularizer=keras.regularizers.L2(1e-3)), L.MaxPooling2D(), L.DepthwiseConv2D(3),
    L.SeparableConv2D(5, 2), L.GlobalAveragePooling2D(), L.Dense(10))""",
    "convolutions_of_every_size": """
x = keras.Input((12, 12, 3))
a = L.Conv2DTranspose(2, 3)(x); a = L.UpSampling2D()(a); a = L.ZeroPadding2D(1)(a); a = L.Cropping2D(1)(a)
b = L.Reshape((12, 36))(x); b = L.Conv1D(4, 3)(b); b = L.AveragePooling1D(2)(b); b = L.GlobalMaxPooling1D()(b)
c = L.Reshape((12, 12, 3, 1))(x); c = L.Conv3D(2, 2)(c); c = L.GlobalMaxPooling3D()(c)
m = keras.Model(x, L.Concatenate()([L.GlobalMaxPooling2D()(a), b, c]))""",
    "augmentation": """
m = of_images(L.RandomFlip('horizontal'), L.RandomRotation(0.1), L.RandomZoom(0.2),
    L.RandomContrast(0.1), L.RandomTranslation(0.1, 0.1), L.RandomBrightness(0.1),
    L.RandomCrop(8, 8), L.Flatten(), L.Dense(3))
m.compile('sgd', 'sparse_categorical_crossentropy'); m.fit(images, labels % 3, verbose=0)""",
    "resized": "m = of_images(L.Resizing(6, 6), L.CenterCrop(4, 4), L.Flatten(), L.Dense(2))",
    "adapted_normalization": """
n = L.Normalization(); n.adapt(rows * 7 + 3)
m = of_rows(n, L.Dense(3))""",
    "given_normalization": "m = of_rows(L.Normalization(mean=0.5, variance=2.0), L.Dense(3))",
    "other_normalizations": """
x = keras.Input((6,)); y = L.LayerNormalization()(x); y = L.GroupNormalization(2)(y); y = L.UnitNormalization()(y)
y = L.RMSNormalization()(y); m = keras.Model(x, L.SpectralNormalization(L.Dense(3))(y))""",
    "noise": """
m = of_rows(L.GaussianNoise(0.1), L.GaussianDropout(0.1), L.AlphaDropout(0.1), L.ActivityRegularization(0.1),
    L.Dense(2))""",
    "residual": """
x = keras.Input((12, 12, 3)); y = L.Conv2D(3, 3, padding='same')(x); y = L.BatchNormalization()(y)
y = L.Add()([x, y]); y = L.Activation('relu')(y); m = keras.Model(x, L.Dense(10, 'softmax')(L.Flatten()(y)))""",
    "merged": """
x = keras.Input((6,)); a, b = L.Dense(4)(x), L.Dense(4)(x)
m = keras.Model(x, L.Concatenate()([L.Multiply()([a, b]), L.Subtract()([a, b]), L.Average()([a, b]),
    L.Maximum()([a, b]), L.Minimum()([a, b]), L.Dot(1)([a, b])]))""",
    "operators": """
x = keras.Input((6,)); y = L.Dense(6)(x)
z = keras.ops.concatenate([x + y, x * 2 - 1, -y / 3, y ** 2, y[:, :2], abs(y)], axis=-1)
z = keras.ops.reshape(keras.ops.relu(keras.ops.exp(-z)), (-1, 2, 16)); m = keras.Model(x, keras.ops.mean(z, axis=1))""",
    "shared_layer": "x = keras.Input((6,)); d = L.Dense(6); m = keras.Model(x, L.Add()([d(x), d(d(x))]))",
    "nested": """
inner = of_rows(L.Dense(5, 'relu'), L.BatchNormalization())
x = keras.Input((6,)); middle = keras.Model(x, L.Dense(4)(inner(x)), name='middle')
m = of_rows(middle, L.Dense(2))""",
    "frozen": """
base = of_rows(L.Dense(5), L.BatchNormalization()); base.trainable = False
m = of_rows(base, L.Dense(2))""",
    "constrained": """
m = of_rows(L.Dense(4, kernel_initializer=keras.initializers.RandomNormal(seed=2**40),
    kernel_constraint=keras.constraints.MaxNorm(2), bias_constraint=keras.constraints.NonNeg(),
    bias_initializer=keras.initializers.Constant(0.2), activity_regularizer='l1',
    kernel_regularizer=keras.regularizers.L1L2(1e-4, 1e-4)), L.Dense(2, kernel_initializer='he_normal'))""",
    "recurrent": """
m = keras.Sequential([keras.Input((7, 4)), L.Bidirectional(L.LSTM(3, return_sequences=True)),
    L.GRU(4, return_sequences=True), L.TimeDistributed(L.Dense(5, 'relu')),
    L.RNN([L.GRUCell(3), L.LSTMCell(2)], return_sequences=True), L.SimpleRNN(2), L.Dense(1)])""",
    "embedded": """
m = keras.Sequential([keras.Input((9,)), L.Embedding(50, 8, mask_zero=True), L.SpatialDropout1D(0.2),
    L.GlobalAveragePooling1D(), L.Dense(1, 'sigmoid')])""",
    "attention": """
x = keras.Input((7, 8)); y = L.MultiHeadAttention(2, 4)(x, x); y = L.LayerNormalization()(x + y)
y = L.EinsumDense('abc,cd->abd', (7, 6), bias_axes='d', activation='relu')(y)
m = keras.Model(x, L.Dense(2)(L.Flatten()(L.Attention()([y, y]))))""",
    "one_dimension": "m = of_rows(L.RepeatVector(3), L.Permute((2, 1)), L.Masking(), L.Flatten(), L.Dense(2))",
    "two_inputs": """
a, b = keras.Input((6,)), keras.Input((4,)); m = keras.Model([a, b], L.Dense(2)(L.Concatenate()([a, b])))""",
    "named_inputs_and_outputs": """
a, b = keras.Input((6,), name='left side'), keras.Input((4,), name='right')
m = keras.Model({'a': a, 'b': b}, {'x': L.Dense(2)(a), 'y': L.Dense(3)(b)})""",
    "two_outputs": "x = keras.Input((6,)); m = keras.Model(x, [L.Dense(2)(x), L.Dense(3)(x)])",
    "any_size": """
m = keras.Sequential([keras.Input((None, None, 3)), L.Conv2D(4, 3), L.GlobalMaxPooling2D(), L.Dense(2)])""",
    "fixed_batch": "m = keras.Sequential([keras.Input((6,), batch_size=16), L.Dense(2)])",
    "half_precision": """
m = of_rows(L.Dense(4, 'relu', dtype='mixed_float16'), L.Dense(3, dtype='float16'), L.Dense(2, dtype='float32'))""",
    "double_precision": "m = keras.Sequential([keras.Input((6,), dtype='float64'), L.Dense(4, dtype='float64')])",
    "global_policy": """
keras.mixed_precision.set_global_policy('mixed_float16')
m = of_rows(L.Dense(4, 'relu'), L.Dense(2, dtype='float32'))
keras.mixed_precision.set_global_policy('float32')""",
    "saved_and_loaded": """
of_rows(L.Dense(4, 'relu'), L.Dense(2)).save('m.keras'); m = keras.models.load_model('m.keras')""",
    "saved_as_hdf5": """
of_rows(L.Dense(4, 'relu'), L.Dense(2)).save('m.h5'); m = keras.models.load_model('m.h5')""",
    "cloned": "m = keras.models.clone_model(of_rows(L.Dense(4, tf.nn.tanh), L.Dense(2)))",
    "made_of_a_part": """
whole = of_rows(L.Dense(5), L.Dense(4), L.Dense(3))
m = keras.Model(whole.inputs, whole.layers[1].output)""",
    "in_a_loop": """
m = keras.Sequential(); m.add(keras.Input((6,)))
for units in (8, 6, 4): m.add(L.Dense(units, activation='relu')); m.add(L.Dropout(0.1))
for _ in range(3): m(rows)""",
    "renamed": """
layers = [keras.Input((6,), name='in put'), L.Dense(4, name='my layer: 1'), L.Dense(2, name='ß')]
m = keras.Sequential(layers, name='Mein Modell')""",
    "trained_by_hand": """
m = of_rows(L.Dense(4, 'relu'), L.Dense(10))
for _ in range(3):
    with tf.GradientTape() as tape: cost = tf.reduce_mean(m(rows) ** 2)
    slopes = tape.gradient(cost, m.trainable_variables)
    for weight, slope in zip(m.trainable_variables, slopes): weight.assign_sub(slope)""",
    "nan": "m = of_rows(L.Dense(4)); m.set_weights([np.full((6, 4), np.nan), np.zeros(4)])",
    "infinite": "m = of_rows(L.ReLU(max_value=float('inf')), L.Dense(4))",
    "words": """
m = keras.Sequential([keras.Input((1,), dtype='string'), L.StringLookup(vocabulary=['and/or', 'not']),
    L.Embedding(4, 2), L.Flatten(), L.Dense(1)])""",
    "categories": """
m = keras.Sequential([keras.Input((1,)), L.Discretization([0.2, 0.5]), L.CategoryEncoding(3), L.Dense(2)])""",
    "own_relu_lambda": "m = of_rows(L.Dense(4, lambda x: tf.nn.relu(x)), L.Dense(2, lambda x: tf.nn.softmax(x)))",
    "own_relu_function": """
def rectified(x): return tf.maximum(x, 0.0)
m = of_rows(L.Dense(4, rectified), L.Activation(rectified), L.Dense(2))""",
    "own_relu_partial": """
from functools import partial
m = of_rows(L.Dense(4, partial(keras.activations.relu, negative_slope=0.0)), L.Dense(2))""",
    "own_relu_object": """
class Rectifier:
    def __call__(self, x): return tf.nn.relu(x)
    def method(self, x): return tf.nn.relu(x)
m = of_rows(L.Dense(4, Rectifier()), L.Dense(3, Rectifier().method), L.Dense(2))""",
    "own_relu_traced": "m = of_rows(L.Dense(4, tf.function(lambda x: tf.where(x > 0, x, 0.0))), L.Dense(2))",
    "own_relu_nested": """
m = keras.Sequential([keras.Input((6,)), of_rows(L.Dense(4, lambda x: tf.nn.relu(x))), L.Dense(2)])""",
    "relu_of_keras_ops": "m = of_rows(L.Dense(4, keras.ops.relu), L.Dense(3, L.ReLU()), L.Dense(2, keras.ops.tanh))",
    "tensorflows_keras": """
from tensorflow.keras.layers import Dense, InputLayer
m = tf.keras.Sequential([InputLayer(shape=(6,)), Dense(4, activation=tf.keras.activations.relu)])""",
}
"""Name to the lines that make a model `m`: every way to build one that a course might show."""

WITH_CODE = {
    "a_class": """
class Deep(keras.Model):
    def __init__(self): super().__init__(); self.one = L.Dense(3)
    def call(self, x): return self.one(x)
m = Deep(); m(rows)""",
    "an_own_sequential": "class Net(keras.Sequential): pass\nm = Net([keras.Input((6,)), L.Dense(1)])",
    "activations_in_call": """
class Net(keras.Model):
    def __init__(self):
        super().__init__(); self.hidden = [L.Dense(8), L.Dense(7)]; self.out = L.Dense(3)
    def call(self, x):
        for layer in self.hidden: x = tf.nn.relu(layer(x))
        return tf.nn.softmax(self.out(x))
m = Net(); m(rows)""",
    "dropout_in_training": """
class Net(keras.Model):
    def __init__(self): super().__init__(); self.one, self.drop, self.out = L.Dense(8), L.Dropout(0.2), L.Dense(3)
    def call(self, x, training=False): return self.out(self.drop(self.one(x), training=training))
m = Net(); m(rows)""",
    "pictures": """
class Net(keras.Model):
    def __init__(self):
        super().__init__(); self.conv, self.norm = L.Conv2D(4, 3, padding='same'), L.BatchNormalization()
        self.pool, self.out = L.MaxPooling2D(), L.Dense(10, 'softmax')
    def call(self, x):
        x = tf.nn.relu(self.norm(self.conv(x / 255.0)))
        x = tf.nn.max_pool2d(self.pool(x), 2, 2, 'VALID')
        return self.out(tf.reshape(x, (-1, 36)))
m = Net(); m.compile('adam', 'sparse_categorical_crossentropy'); m.fit(images, labels, verbose=0)""",
    "residual_class": """
class Net(keras.Model):
    def __init__(self): super().__init__(); self.one, self.two, self.out = L.Dense(6), L.Dense(6), L.Dense(2)
    def call(self, x):
        y = self.two(tf.nn.relu(self.one(x))) + x
        return self.out(tf.concat([y, x], axis=-1))
m = Net(); m(rows)""",
    "shared_in_a_class": """
class Net(keras.Model):
    def __init__(self): super().__init__(); self.one = L.Dense(6, 'relu')
    def call(self, x): return self.one(self.one(x))
m = Net(); m(rows)""",
    "nested_in_a_class": """
class Net(keras.Model):
    def __init__(self): super().__init__(); self.body, self.out = of_rows(L.Dense(5, 'relu'), L.Dense(4)), L.Dense(2)
    def call(self, x): return self.out(self.body(x))
m = Net(); m(rows)""",
    "own_activation_layer": """
class Rectified(L.Layer):
    def call(self, x): return tf.nn.relu(x)
m = of_rows(L.Dense(5, Rectified()), L.Dense(2))""",
    "own_dense": """
class Mine(L.Layer):
    def __init__(self, units): super().__init__(); self.units = units
    def build(self, shape):
        self.w = self.add_weight(shape=(shape[-1], self.units)); self.b = self.add_weight(shape=(self.units,))
    def call(self, x): return tf.nn.relu(x @ self.w + self.b)
m = of_rows(Mine(5), L.Dense(2))""",
    "lambdas": """
m = of_rows(L.Lambda(lambda x: x / 255), L.Dense(4), L.Lambda(tf.nn.relu), L.Dense(2), L.Lambda(tf.nn.softmax))""",
    "tensorflow_function": """
class Net(keras.Model):
    def __init__(self): super().__init__(); self.one, self.two = L.Dense(6), L.Dense(2)
    @tf.function
    def call(self, x): return self.two(tf.nn.leaky_relu(self.one(x)))
m = Net(); m(rows)""",
    "own_sequential_in_a_class": """
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.net = keras.Sequential([L.Flatten(), L.Dense(8, 'relu'), L.Dropout(.1), L.Dense(10)])
    def call(self, x, training=None): return tf.nn.softmax(self.net(x, training=training))
m = Net(); m.compile('adam', 'sparse_categorical_crossentropy'); m.fit(images, labels, verbose=0)""",
    "global_pooling": """
class Net(keras.Model):
    def __init__(self): super().__init__(); self.conv, self.out = L.Conv2D(4, 3, activation='relu'), L.Dense(2)
    def call(self, x): return self.out(tf.reduce_mean(self.conv(x), axis=[1, 2]))
m = Net(); m(images)""",
}
"""Name to the lines that make a model `m` with code in it that does what layers of Keras' own do."""


def request(*names: str, asks: Mapping[str, Ask] | None = None) -> Request:
    looks: dict[str, Ask] = {name: Describe(name=name) for name in names}
    return Request(asks=looks | dict(asks or {}), grid=GRID, array_bytes=2**17, seed=5)


def ran(loop: asyncio.Runner, zygote: Zygote, *texts: str, asked: Request, limits: Limits = LIMITS) -> Run:
    source = Source(cells=tuple(SourceCell(text=text) for text in texts))
    questions = Questions(plan=lambda _: asked)
    return loop.run(execute(source, questions, kernels=zygote, limits=limits, key="k"))


def layers_of(seen: object) -> Layers:
    assert isinstance(seen, Layers), seen
    return seen


def cells(made: Mapping[str, str]) -> list[str]:
    """A cell for each model."""
    return [f"{lines}\n{name} = m\n" for name, lines in made.items()]


@pytest.fixture(scope="module")
def corpus(loop: asyncio.Runner, zygote: Zygote) -> Run:
    """One run that makes all honest models."""
    made = HONEST | WITH_CODE
    run = ran(loop, zygote, SETUP, *cells(made), asked=request(*made))
    assert [cell.error.message[:80] + cell.source[:40] for cell in run.cells if cell.error] == []
    return run


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_model_comes_out_as_it_went_in(corpus: Run, name: str) -> None:
    """However a course may spell a model, a clean room finds the layers, weights and answers that the notebook has."""
    claim, found = layers_of(corpus.evidence.seen[name]), corpus.evidence.rebuilt[name]

    assert found.refused == ""
    fact = layers_of(found.layers)
    pairs = list(zip(normal_form(fact), normal_form(claim), strict=True))
    assert [layer_difference(one, other) for one, other in pairs if layer_difference(one, other)] == []
    assert fact.weights == claim.weights
    assert fact.built == claim.built
    assert (fact.outputs is None) == (claim.outputs is None)
    assert not diverges(claim.outputs, fact.outputs)


@pytest.mark.parametrize("name", WITH_CODE)
def test_a_model_with_code_in_it_is_put_together_of_layers_that_do_the_same(corpus: Run, name: str) -> None:
    """A class of the learner's own is as well known as any other model, where its code says nothing new."""
    claim, found = layers_of(corpus.evidence.seen[name]), corpus.evidence.rebuilt[name]

    assert found.refused == ""
    fact = layers_of(found.layers)
    assert fact.kind == "functional"
    assert sorted(fact.weights) == sorted(claim.weights)
    assert claim.outputs is not None
    assert not diverges(claim.outputs, fact.outputs)


REFUSED = {
    "lambda_layer": ("m = of_rows(L.Lambda(lambda x: tf.sin(x)), L.Dense(1))", "`Lambda`"),
    "own_layer": (
        """
class Mine(L.Layer):
    def call(self, x): return tf.sin(x)
m = of_rows(Mine(), L.Dense(1))""",
        "`Mine`",
    ),
    "own_layer_without_config": (
        """
class Other(L.Layer):
    def get_config(self): raise RuntimeError
m = of_rows(Other(), L.Dense(1))""",
        "it does not describe itself",
    ),
    "own_activation": (
        "def bent(x): return x * x\nm = of_rows(L.Dense(1, bent))",
        "`bent`",
    ),
    "own_lambda_activation": ("m = of_rows(L.Dense(1, lambda x: x * x))", "activation"),
    "own_sequential": (
        """
class Net(keras.Sequential):
    def call(self, x, **options): return tf.sin(super().call(x, **options))
m = Net([keras.Input((6,)), L.Dense(1)])""",
        "its class is not Keras' own",
    ),
    "own_model": (
        """
class Deep(keras.Model):
    def __init__(self): super().__init__(); self.one = L.Dense(3)
    def call(self, x): return tf.sin(self.one(x))
m = Deep(); m(rows)""",
        "it is a class of its own",
    ),
    "always_by_chance": (
        """
class Restless(keras.Model):
    def __init__(self): super().__init__(); self.one = L.Dense(3)
    def call(self, x): return tf.nn.dropout(self.one(x), 0.5)
m = Restless(); m(rows)""",
        "it is a class of its own",
    ),
    "another_at_inference": (
        """
class Twofold(keras.Model):
    def __init__(self): super().__init__(); self.one = L.Dense(3)
    def call(self, x, training=False): return self.one(x) if training else self.one(x)[:, ::-1]
m = Twofold(); m(rows)""",
        "it is a class of its own",
    ),
    "frozen_and_unknown": (
        "m = of_rows(L.Dense(9_000), L.Dense(2))\nm.trainable = False",
        "no pretrained ones",
    ),
    "a_thousand_million_units": (
        """
m = keras.Sequential([keras.Input((1,)), L.Dense(1)])
m.to_json = lambda told=m.to_json().replace('"units": 1', '"units": 1000000000'): told""",
        "too large",
    ),
    "a_million_layers": ("m = keras.Sequential([L.Dense(1)]); m.to_json = lambda: '[' * 1_000_000", "describe itself"),
    "no_text": ("m = keras.Sequential([L.Dense(1)]); m.to_json = lambda: 5", "it does not describe itself"),
    "a_loop": (
        """
x = keras.Input((6,), name='start'); m = keras.Model(x, L.Dense(6, name='b')(L.Dense(6, name='a')(x)))
m.to_json = lambda told=m.to_json().replace('"keras_history": ["start"', '"keras_history": ["b"'): told""",
        "(ValueError)",
    ),
}
"""Name to the lines that make a model which can't be verified, and what is said of it."""


WEIGHTLESS = {
    "half_precision_weights": "m = of_rows(L.Dense(2, dtype='bfloat16'))",
    "too_many_weights": "m = of_rows(L.Dense(9_000), L.Dense(5))",
}
"""Name to the lines that make a model of Keras' own layers, whose weights don't travel."""


@pytest.fixture(scope="module")
def refused(loop: asyncio.Runner, zygote: Zygote) -> Run:
    """One run that makes them all, and an honest model."""
    made = {"dense": HONEST["dense"]} | {name: lines for name, (lines, _) in REFUSED.items()}
    run = ran(loop, zygote, SETUP, *cells(made), asked=request(*made))
    assert [cell.error.message[:80] + cell.source[:40] for cell in run.cells if cell.error] == []
    return run


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_verified_is_refused_alone_and_says_why(refused: Run, name: str) -> None:
    """A model with code of its own, or a forged one, is reported as it reports itself; the others are verified."""
    found = refused.evidence.rebuilt[name]

    assert found.layers is None
    assert REFUSED[name][1] in found.refused
    assert isinstance(refused.evidence.seen[name], Layers)
    assert layers_of(refused.evidence.rebuilt["dense"].layers).parameters == 83


def test_a_model_whose_weights_cannot_travel_is_put_together_without_them(loop: asyncio.Runner, zygote: Zygote) -> None:
    """Its layers are looked at, and no answers of it: those of random weights say nothing."""
    run = ran(loop, zygote, SETUP, *cells(WEIGHTLESS), asked=request(*WEIGHTLESS))

    for name in WEIGHTLESS:
        found = run.evidence.rebuilt[name]
        assert layers_of(found.layers).parameters == layers_of(run.evidence.seen[name]).parameters
        assert layers_of(found.layers).outputs is None
        assert found.without_weights == "not all of its weights could travel"


def test_nothing_that_a_model_was_made_from_is_kept(corpus: Run) -> None:
    """Stored runs stay small: of weights a digest is left, and descriptions have done their work."""
    values = [one for seen in corpus.evidence.seen.values() if isinstance(seen, Layers) for one in seen.values]
    assert values
    assert [one for one in values if one.data is not None] == []
    assert b"DTypePolicy" not in encode(corpus.evidence)


FORGED = {
    "another_call": "m = of_rows(L.Dense(3)); m.call = lambda x, **_: x[:, :3]",
    "another_class": """
m = of_rows(L.Dense(3))
class Sequential(keras.Sequential):
    def __call__(self, x, training=None): return tf.zeros((len(x), 3))
Sequential.to_json = lambda self, told=m.to_json(): told
m.__class__ = Sequential""",
    "another_description": """
m, other = of_rows(L.Dense(3)), of_rows(L.Dense(3, 'relu'))
m.to_json = other.to_json""",
    "another_config": """
m = of_rows(L.Dense(3))
m.layers[0].get_config = lambda told={**m.layers[0].get_config(), 'activation': 'softmax'}: told""",
    "changed_while_looked_at": """
m = of_rows(L.Dense(3)); told = m.to_json
def lies(): text = told(); m.layers[0].kernel.assign_add(tf.ones((6, 3))); return text
m.to_json = lies
m.layers[0].call = lambda x, training=None, kernel=m.layers[0].kernel.numpy(): x @ kernel""",
}


@pytest.fixture(scope="module")
def forged(loop: asyncio.Runner, zygote: Zygote) -> Run:
    """One run with models that describe other models instead of themselves."""
    asks = {f"c/{name}": Predict(name=name, images=IMAGES) for name in FORGED}
    run = ran(loop, zygote, SETUP, *cells(FORGED), asked=request(*FORGED, asks=asks))
    assert [cell.error.message for cell in run.cells if cell.error] == []
    return run


@pytest.mark.parametrize("name", FORGED)
def test_a_model_that_describes_another_is_found_out(forged: Run, name: str) -> None:
    """Whatever is forged, description or answers: the two don't agree, and the message says so."""
    claim, found = layers_of(forged.evidence.seen[name]), forged.evidence.rebuilt[name]
    predictions = forged.evidence.seen[f"c/{name}"]

    assert diverges(claim.outputs, layers_of(found.layers).outputs)
    assert isinstance(predictions, Predictions)
    assert diverges(predictions.array, found.predictions[f"c/{name}"])


def test_honest_predictions_are_the_same_in_both_places(loop: asyncio.Runner, zygote: Zygote) -> None:
    """A model says the same of held-out images where it was trained and where it was put together anew."""
    made = {name: HONEST[name] for name in ("compiled_and_fitted", "batch_normalization")}
    asks = {f"c/{name}": Predict(name=name, images=IMAGES) for name in made}
    run = ran(loop, zygote, SETUP, *cells(made), asked=request(*made, asks=asks))

    for name in made:
        claim, fact = run.evidence.seen[f"c/{name}"], run.evidence.rebuilt[name].predictions[f"c/{name}"]
        assert isinstance(claim, Predictions)
        assert claim.array.shape == fact.shape == (300, 10)
        assert not diverges(claim.array, fact)


DIGITS = DataSplit(data="mnist", split="train[90%:]")


def test_a_part_of_a_data_set_is_the_same_in_both_places(loop: asyncio.Runner, zygote: Zygote) -> None:
    """Kernel and clean room read the same images, and only what the model answers differs where it lies."""
    honest = "m = keras.Sequential([keras.Input((28, 28, 1)), L.Flatten(), L.Dense(10, 'softmax')])"
    lies = "n = keras.models.clone_model(m); n.call = lambda x, **_: tf.one_hot(tf.zeros((len(x),), tf.int32), 10)"
    asks = {f"c/{name}": Validate(name=name, part=DIGITS) for name in "mn"}
    run = ran(loop, zygote, SETUP, honest, lies, asked=request("m", "n", asks=asks))

    for name, forged in (("m", False), ("n", True)):
        claim, fact = run.evidence.seen[f"c/{name}"], run.evidence.rebuilt[name].predictions[f"c/{name}"]
        assert isinstance(claim, Predictions), claim
        assert claim.labels is not None
        assert (claim.labels.shape, claim.array.shape, fact.shape) == ((600,), (600, 10), (600, 10))
        assert diverges(claim.array, fact) is forged


def test_forged_weights_are_not_weights(loop: asyncio.Runner, zygote: Zygote) -> None:
    """Weights that do not fit the layers put nothing together."""
    lies = "L.Dense.weights = property(lambda self: self.variables[:1])"
    run = ran(loop, zygote, SETUP, f"{HONEST['dense']}\n{lies}", asked=request("m"))

    assert run.evidence.rebuilt["m"].refused == "Keras does not put it together (ValueError)"


HUGE = """
huge = of_rows(L.Dense(6)); told = huge.to_json()
import json
told = json.loads(told); layer = told['config']['layers'][1]
layer['config']['units'] = 11_000; layer.pop('build_config')
for number in range(12): told['config']['layers'].append(json.loads(json.dumps(layer).replace('dense', f'd{number}')))
huge.to_json = lambda told=json.dumps(told): told
"""


def test_a_model_that_brings_a_clean_room_down_spoils_itself_alone(loop: asyncio.Runner, zygote: Zygote) -> None:
    """Twelve layers of 480 MB each are the learner's doing, not a grader fault; his other model is verified."""
    run = ran(loop, zygote, SETUP, HONEST["dense"], HUGE, asked=request("m", "huge"))

    assert run.outcome is Outcome.OK
    assert run.evidence.rebuilt["huge"].refused.startswith("Keras does not ")
    assert layers_of(run.evidence.rebuilt["m"].layers).parameters == 83


ENDLESS = """
endless = of_rows(L.Flatten())
told = [keras.Input((512, 512, 1)), *(L.AveragePooling2D(99, 1, padding='same') for _ in range(50))]
endless.to_json = keras.Sequential(told).to_json
"""


def test_a_model_that_takes_too_long_spoils_itself_alone(loop: asyncio.Runner, zygote: Zygote) -> None:
    """Processor time is limited in a clean room as it is in a learner's kernel."""
    limits = Limits(wall_s=60, cell_s=120, after_s=300, cpu_s=2)
    run = ran(loop, zygote, SETUP, HONEST["dense"], ENDLESS, asked=request("m", "endless"), limits=limits)

    assert run.evidence.rebuilt["endless"].refused == "Keras does not survive it"
    assert layers_of(run.evidence.rebuilt["m"].layers).parameters == 83


def asks_instead(monkeypatch: pytest.MonkeyPatch, before: Callable[[PreparedRoom, str], None]) -> None:
    """Let something happen before a clean room is asked, given the names of its models."""
    real = PreparedRoom._answer

    async def asked(self: PreparedRoom, question: bytes, *options: Any) -> bytes:
        before(self, " ".join(msgspec.json.decode(question, type=Assembly).blueprints))
        return await real(self, question, *options)

    monkeypatch.setattr(PreparedRoom, "_answer", asked)


def failing(fails: Callable[[list[str]], bool], cpu_s: float = 1_000) -> Callable[[PreparedRoom, str], None]:
    """What takes too long where the names of the models so far say that it should."""
    asked: list[str] = []

    def late(prepared: PreparedRoom, names: str) -> None:
        asked.append(names)
        if fails(asked):
            prepared.usage.cpu_s += cpu_s
            raise ResponseTimeout(cpu_s)

    return late


@pytest.mark.parametrize(
    ("fails", "said"),
    [(lambda asked: asked[-1] == "m", "for a small model"), (lambda _: True, "fails with a harmless model")],
)
def test_a_clean_room_that_fails_without_reason_is_our_fault(
    loop: asyncio.Runner,
    zygote: Zygote,
    monkeypatch: pytest.MonkeyPatch,
    fails: Callable[[list[str]], bool],
    said: str,
) -> None:
    """A model that is answered for in no time costs nobody points, nor does a machine that makes no clean room."""
    asks_instead(monkeypatch, failing(fails))

    with pytest.raises(KernelFault, match=said):
        ran(loop, zygote, SETUP, HONEST["dense"], asked=request("m"))


def test_a_large_model_that_takes_too_long_is_refused(
    loop: asyncio.Runner, zygote: Zygote, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody chooses by the size of a model that he is not judged."""
    asks_instead(monkeypatch, failing(lambda asked: asked[-1] == "m"))

    run = ran(loop, zygote, SETUP, HONEST["recurrent"], asked=request("m"))

    assert run.evidence.rebuilt["m"].refused == f"it takes more than {LIMITS.cell_s:g} s to answer"


def test_a_clean_room_that_failed_once_is_made_again(
    loop: asyncio.Runner, zygote: Zygote, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What happened once is not a reason."""
    asks_instead(monkeypatch, failing(lambda asked: len(asked) == 1))

    run = ran(loop, zygote, SETUP, HONEST["dense"], asked=request("m"))

    assert layers_of(run.evidence.rebuilt["m"].layers).parameters == 83


def test_an_endless_description_is_the_end_of_that_look_alone(loop: asyncio.Runner, zygote: Zygote) -> None:
    """A model that never stops describing itself is interrupted; what else was asked is answered."""
    endless = "m = keras.Sequential([L.Dense(1)])\ndef forever():\n    while True: pass\nm.to_json = forever\nx = 1"
    asks = {"m": Describe(name="m"), "x": Describe(name="x")}
    run = ran(loop, zygote, SETUP, endless, asked=request(asks=asks), limits=Limits(wall_s=60, cell_s=3))

    assert run.evidence.seen["m"] == Raised(error=LATE, message="it took more than 3 s and was stopped")
    assert isinstance(run.evidence.seen["x"], Tensor)
    assert run.evidence.rebuilt == {}


def test_a_kernel_cannot_speak_for_a_clean_room(loop: asyncio.Runner, zygote: Zygote) -> None:
    """Evidence that says what was found of a model comes from no kernel."""
    lies = """
import msgspec, grader.probe.inside.probe as probe, grader.evidence as evidence
old = probe.answer
def answer(*args, **kwargs):
    seen = old(*args, **kwargs)
    return msgspec.structs.replace(seen, rebuilt={"m": evidence.Rebuilt(refused="believe me")})
probe.answer = answer
"""
    run = ran(loop, zygote, lies, asked=request("m"))

    assert run.outcome is Outcome.BROKE_PROTOCOL


def test_a_clean_room_that_cannot_be_jailed_is_our_fault(
    loop: asyncio.Runner, zygote: Zygote, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine that makes no second jail costs nobody points."""
    monkeypatch.setattr(clean_room, "jail_limits", lambda *_, **__: {})

    with pytest.raises(KernelFault, match="could not be jailed"):
        ran(loop, zygote, SETUP, HONEST["dense"], asked=request("m"))


@pytest.mark.parametrize("cpu_s", [1, 1_000])
def test_a_clean_room_that_is_not_done_in_time_is_our_fault_where_the_machine_was_too_busy(
    loop: asyncio.Runner, zygote: Zygote, monkeypatch: pytest.MonkeyPatch, cpu_s: float
) -> None:
    """A model is slow only where its clean room has had a processor meanwhile."""
    asks_instead(monkeypatch, failing(lambda asked: "m" in asked[-1].split(), cpu_s))
    limits = Limits(cell_s=40, after_s=400)

    if cpu_s < clean_room.AT_WORK * limits.cell_s:
        with pytest.raises(KernelFault, match="the machine may be too busy"):
            ran(loop, zygote, SETUP, HONEST["dense"], asked=request("m"), limits=limits)
    else:
        run = ran(loop, zygote, SETUP, HONEST["recurrent"], asked=request("m"), limits=limits)
        assert run.evidence.rebuilt["m"].refused == "it takes more than 40 s to answer"
        assert run.cpu_s > cpu_s


def test_clean_rooms_share_what_is_left_for_all_that_follows_the_cells(
    loop: asyncio.Runner, zygote: Zygote, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A model that never answers takes no more than that, and leaves a share to the others."""
    monkeypatch.setattr(clean_room, "AT_WORK", 0)  # however busy this machine is
    limits = Limits(wall_s=60, cell_s=60, after_s=16)
    run = ran(loop, zygote, SETUP, ENDLESS, HONEST["dense"], asked=request("endless", "m"), limits=limits)

    assert run.after_s <= limits.after_s
    assert re.fullmatch(r"it takes more than \S+ s to answer", run.evidence.rebuilt["endless"].refused)
    assert layers_of(run.evidence.rebuilt["m"].layers).parameters == 83


def test_models_of_one_run_share_one_clean_room(
    loop: asyncio.Runner, zygote: Zygote, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two models cost one errand, which counts as the run's own processor time."""
    asked: list[str] = []
    real = Child.end

    async def costly(self: Child) -> Exit:
        ended = await real(self)
        return Exit(ended.code, 1_000 + ended.cpu_s)

    asks_instead(monkeypatch, lambda _, names: asked.append(names))
    monkeypatch.setattr(Child, "end", costly)
    run = ran(loop, zygote, SETUP, f"{HONEST['dense']}\nn = of_rows(L.Dense(2))", asked=request("m", "n"))

    assert [found.refused for found in run.evidence.rebuilt.values()] == ["", ""]
    assert asked == ["m n"]
    assert 1_000 < run.cpu_s < 2_000


def test_a_clean_room_starts_before_the_cells_have_ended_and_answers_all_that_follows(
    loop: asyncio.Runner, zygote: Zygote, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It prepares itself meanwhile, and compares the model that it has put together with the reference's, too."""
    happened: list[str] = []
    start, run = Child.start, Session.run

    async def started(*args: Any, **options: Any) -> Child:
        happened.append("started")
        return await start(*args, **options)

    async def ran_all(self: Session, *args: Any) -> Any:
        ended = await run(self, *args)
        happened.append("cells ended")
        return ended

    monkeypatch.setattr(Child, "start", started)
    monkeypatch.setattr(Session, "run", ran_all)
    asks_instead(monkeypatch, lambda _, names: happened.append(names))
    source = Source(cells=tuple(SourceCell(text=text) for text in (SETUP, HONEST["dense"])))

    def wrong(evidence: Evidence) -> dict[str, ModelParts]:
        model = layers_of(evidence.seen["m"])
        return {"m": ModelParts(architecture=str(model.architecture), values=model.values)}

    questions = Questions(plan=lambda _: request("m"), models=True, wrong_models=wrong)
    found = loop.run(execute(source, questions, kernels=zygote, limits=LIMITS, key="k")).evidence.rebuilt["m"]

    assert happened == ["started", "cells ended", "m", "m"]
    assert (found.compared, found.divergence) == (True, None)


@pytest.mark.parametrize(("model", "rooms"), [("dense", 1), ("recurrent", 1), ("operators", 2)])
def test_a_model_that_takes_threads_goes_to_a_room_that_has_them(
    loop: asyncio.Runner, zygote: Zygote, monkeypatch: pytest.MonkeyPatch, model: str, rooms: int
) -> None:
    """A fork of a prepared process lacks them, and says so at once; most models do without."""
    asked: list[str] = []
    asks_instead(monkeypatch, lambda _, names: asked.append(names))
    run = ran(loop, zygote, SETUP, HONEST[model], asked=request("m"))

    assert run.evidence.rebuilt["m"].layers is not None
    assert len(asked) == rooms


def test_a_room_that_waits_for_a_thread_in_vain_takes_no_time_left(
    loop: asyncio.Runner, zygote: Zygote, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it waited is given back to the one that follows, which has threads."""
    asked: list[str] = []

    def waits(_: PreparedRoom, names: str) -> None:
        asked.append(names)
        if len(asked) == 1:
            raise ResponseTimeout(0.1)

    asks_instead(monkeypatch, waits)
    run = ran(loop, zygote, SETUP, HONEST["dense"], asked=request("m"))

    assert run.evidence.rebuilt["m"].layers is not None
    assert asked == ["m", "m"]


def test_a_room_that_has_threads_is_not_replaced_for_want_of_them(
    loop: asyncio.Runner, zygote: Zygote, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a model makes a room say, that does not go on for ever."""
    asked: list[bool] = []

    async def lacking(self: PreparedRoom, *_: Any) -> bytes:
        asked.append(self._threads)
        assert len(asked) < 9, "room after room"
        return NEEDS_THREADS

    monkeypatch.setattr(PreparedRoom, "_answer", lacking)

    with pytest.raises(KernelFault, match="fails with a harmless model"):
        ran(loop, zygote, SETUP, HONEST["dense"], asked=request("m"))
    assert asked.count(False) == 1


def test_a_zygote_without_the_process_that_forks_its_clean_rooms_is_lost(loop: asyncio.Runner) -> None:
    """Whoever waits for the end of such a room hears of it."""

    async def run() -> None:
        zygote = await Zygote.start(KernelSandbox(data=folder(ROOT, "small"), masked=(ROOT,)))
        try:
            body = ChildRequest(task="clean_room", limits=jail_limits(LIMITS))
            room = await Child.start(zygote, body, prepared=True)
            _bubblewrap, _zygote, prepared, *_ = psutil.Process(zygote.process.pid).children(recursive=True)
            prepared.kill()
            with pytest.raises(ZygoteLost):
                await asyncio.wait_for(room.end(), 60)  # or else for ever
        finally:
            zygote.close()

    loop.run(run())


def test_a_reference_is_put_together_anew_too(loop: asyncio.Runner, zygote: Zygote) -> None:
    """A run whose request follows from what it showed first takes the same path."""
    planned: list[Mapping[str, Replaceable]] = []

    def plan(inputs: Mapping[str, Replaceable]) -> Request:
        planned.append(inputs)
        return request("m")

    source = Source(cells=tuple(SourceCell(text=text) for text in (SETUP, HONEST["dense"])))
    questions = Questions(plan=plan, first={"rows": Describe(name="rows")})
    run = loop.run(execute(source, questions, kernels=zygote, limits=LIMITS, key="k"))

    assert layers_of(run.evidence.rebuilt["m"].layers).parameters == 83
    assert [sorted(inputs) for inputs in planned] == [["rows"], ["m", "rows"]]


def test_pretrained_weights_stay_behind(loop: asyncio.Runner, tmp_path: Path) -> None:
    """Large frozen weights cross as digests, and a clean room finds them in our own files."""
    lines = """
base = keras.Sequential([keras.Input((6,)), L.Dense(20_000, kernel_initializer='ones')])
base.trainable = False
m = keras.Sequential([keras.Input((6,)), base, L.Dense(2)])"""
    tmp_path.chmod(0o755)  # the jail's id is another
    (tmp_path / "pretrained").mkdir()
    with h5py.File(tmp_path / "pretrained" / "base.weights.h5", "w") as file:
        file["layers/dense/vars/0"] = np.ones((6, 20_000), np.float32)
        file["layers/dense/vars/1"] = np.zeros(20_000, np.float32)

    async def run() -> Run:
        zygote = await Zygote.start(KernelSandbox(data=tmp_path))
        source = Source(cells=(SourceCell(text=SETUP), SourceCell(text=lines)))
        asked = msgspec.structs.replace(request("m"), array_bytes=2**18)
        try:
            return await execute(source, Questions(plan=lambda _: asked), kernels=zygote, limits=LIMITS, key="k")
        finally:
            zygote.close()

    done = loop.run(run())

    fact = layers_of(done.evidence.rebuilt["m"].layers)
    assert fact.parameters == 7 * 20_000 + 2 * 20_001
    assert not diverges(layers_of(done.evidence.seen["m"]).outputs, fact.outputs)


def test_a_clean_room_may_have_a_bubblewrap_of_its_own(loop: asyncio.Runner) -> None:
    """Where namespaces can't be nested a model is verified all the same."""

    async def run() -> Run:
        cold = BubblewrapKernels(KernelSandbox(data=folder(ROOT, "small"), masked=(ROOT,)))
        source = Source(cells=(SourceCell(text=SETUP), SourceCell(text=HONEST["dense"])))
        try:
            return await execute(source, Questions(plan=lambda _: request("m")), kernels=cold, limits=LIMITS, key="k")
        finally:
            cold.close()

    fact = layers_of(loop.run(run()).evidence.rebuilt["m"].layers)

    assert fact.parameters == 83


def test_what_nobody_asks_of_models_costs_no_clean_room(loop: asyncio.Runner, zygote: Zygote) -> None:
    """Without a seed a model is described, and that is all."""
    asked = msgspec.structs.replace(request("m"), seed=None)
    run = ran(loop, zygote, SETUP, HONEST["dense"], asked=asked)

    assert layers_of(run.evidence.seen["m"]).outputs is None
    assert run.evidence.rebuilt == {}
