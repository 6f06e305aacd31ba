"""Code of TensorFlow 2.0, Keras 2 and old NumPy as learners have it from tutorials, and as it runs today.

`SETUP` is what stands above it. Of each example the first text raises under today's versions, or leaves a model without
weights; the second is what is to be made of it.
"""

from typing import Final

SETUP: Final = """\
from pathlib import Path

import numpy as np
import tensorflow as tf
import tensorflow_datasets as tfds
from tensorflow import keras
from tensorflow.keras.optimizers import Adam, SGD

x = np.random.rand(64, 4).astype("float32")
labels = np.random.randint(0, 3, 64)
ds = tf.data.Dataset.from_tensor_slices((x, labels)).batch(16)
scores = tf.constant([[2.0, 1.0], [0.5, 3.0]])
model = tf.keras.Sequential([tf.keras.Input((4,)), tf.keras.layers.Dense(3, activation="softmax")])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])


class Network(tf.keras.Model):
    def __init__(self, num_classes=3):
        super().__init__()
        self.hidden = tf.keras.layers.Dense(8, activation="relu")
        self.out = tf.keras.layers.Dense(num_classes, activation="softmax")

    def call(self, inputs):
        return self.out(self.hidden(inputs))


my_model_2 = Network()
other_net = Network(10)"""

Example = tuple[str, str]

EXAMPLES: Final[dict[str, tuple[Example, ...]]] = {
    "generators": (
        ("history = model.fit_generator(ds, epochs=1, verbose=0)", "history = model.fit(ds, epochs=1, verbose=0)"),
        ("model.evaluate_generator(ds)", "model.evaluate(ds)"),
        ("ps = model.predict_generator(ds)", "ps = model.predict(ds)"),
        (
            "model.fit_generator(generator=ds, steps_per_epoch=2,\n                    workers=4, epochs=1)",
            "model.fit(x=ds, steps_per_epoch=2, epochs=1)",
        ),
        ("model.fit(ds, epochs=1, use_multiprocessing=True)", "model.fit(ds, epochs=1)"),
        ("model.fit(x, labels, nb_epoch=1)", "model.fit(x, labels, epochs=1)"),
    ),
    "classes": (
        ("c = model.predict_classes(x)", "c = np.argmax(model.predict(x), axis=-1)"),
        ("model.predict_proba(x)", "model.predict(x)"),
        ("print(model.predict_classes(x[:2]).shape)", "print(np.argmax(model.predict(x[:2]), axis=-1).shape)"),
        (
            "right = (model.predict_classes(x) == labels).mean()",
            "right = (np.argmax(model.predict(x), axis=-1) == labels).mean()",
        ),
        ("[int(k) for k in model.predict_classes(x)]", "[int(k) for k in np.argmax(model.predict(x), axis=-1)]"),
    ),
    "metrics": (
        ("model.compile('adam', 'mse', metrics='accuracy')", "model.compile('adam', 'mse', metrics=['accuracy'])"),
        (
            'model.compile(optimizer="sgd", metrics="mae", loss="mse")',
            'model.compile(optimizer="sgd", metrics=["mae"], loss="mse")',
        ),
        (
            "model.compile(loss='mse',\n              metrics='acc',)",
            "model.compile(loss='mse',\n              metrics=['acc'],)",
        ),
        (
            "model.compile(Adam(lr=0.1), 'mse', metrics='mse')",
            "model.compile(Adam(learning_rate=0.1), 'mse', metrics=['mse'])",
        ),
        ("if True:\n    model.compile(metrics='accuracy')", "if True:\n    model.compile(metrics=['accuracy'])"),
    ),
    "folders": (
        ("model.save('my_model')", "model.save('my_model.keras')"),
        ("model.save('x', save_format='tf')", "model.save('x.keras')"),
        ("path = './{}'.format(7)\nmodel.save(path)", "path = './{}'.format(7)\nmodel.save(path + '.keras')"),
        (
            "tf.keras.experimental.export_saved_model(model, 'out')",
            "tf.keras.models.save_model(model, 'out.keras')",
        ),
        (
            "place = Path('.') / 'net'\nmodel.save(str(place))\nm = tf.keras.models.load_model(str(place))",
            (
                "place = Path('.') / 'net'\nmodel.save(str(place) + '.keras')\n"
                "m = tf.keras.models.load_model(str(place) + '.keras')"
            ),
        ),
        (
            "model.save(f'm_{1}')\nm = tf.keras.models.load_model(f'm_{1}')",
            "model.save((f'm_{1}') + '.keras')\nm = tf.keras.models.load_model((f'm_{1}') + '.keras')",
        ),
        (
            "keras.models.save_model(model, 'deep/'[:0] + 'm')",
            "keras.models.save_model(model, ('deep/'[:0] + 'm') + '.keras')",
        ),
        ("model.save_weights('checkpoint')", "model.save_weights('checkpoint.weights.h5')"),
        ("tf.keras.callbacks.ModelCheckpoint('best')", "tf.keras.callbacks.ModelCheckpoint('best.keras')"),
    ),
    "learning rate": (
        ("tf.keras.optimizers.Adam(lr=0.001)", "tf.keras.optimizers.Adam(learning_rate=0.001)"),
        ("SGD(lr=1e-2, momentum=0.9)", "SGD(learning_rate=1e-2, momentum=0.9)"),
        ("o = keras.optimizers.RMSprop(\n    lr=0.1)", "o = keras.optimizers.RMSprop(\n    learning_rate=0.1)"),
        ("print(model.optimizer.lr)", "print(model.optimizer.learning_rate)"),
        ("keras.optimizers.legacy.Adam(lr=0.1)", "keras.optimizers.Adam(learning_rate=0.1)"),
    ),
    "tf": (
        ("tf.random.set_random_seed(7)", "tf.random.set_seed(7)"),
        ("tf.set_random_seed(7)", "tf.random.set_seed(7)"),
        ("w = tf.random_normal((3, 2))", "w = tf.random.normal((3, 2))"),
        ("tf.log(scores)", "tf.math.log(scores)"),
        ("tf.to_float([1, 2])", "tf.cast([1, 2], tf.float32)"),
        ("tf.reduce_sum(scores, axis=1, keep_dims=True)", "tf.reduce_sum(scores, axis=1, keepdims=True)"),
        ("tf.reduce_max(scores, reduction_indices=[1])", "tf.reduce_max(scores, axis=[1])"),
    ),
    "numpy": (
        ("np.float(3)", "float(3)"),
        ("a = x.astype(np.int)", "a = x.astype(int)"),
        ("np.zeros(3, dtype=np.object)", "np.zeros(3, dtype=object)"),
        ("best = np.Inf", "best = np.inf"),
        ("np.product(x.shape)", "np.prod(x.shape)"),
        ("np.float_(1)", "np.float64(1)"),
    ),
    "np_utils": (
        (
            "from keras.utils import np_utils\nnp_utils.to_categorical(labels)",
            "from keras import utils as np_utils\nnp_utils.to_categorical(labels)",
        ),
        ("from keras.utils.np_utils import to_categorical", "from keras.utils import to_categorical"),
        (
            "from tensorflow.keras.utils import np_utils as u",
            "from tensorflow.keras import utils as u",
        ),
        ("tf.keras.utils.np_utils.to_categorical(labels)", "tf.keras.utils.to_categorical(labels)"),
        ("keras.utils.np_utils.to_categorical(labels, 3)", "keras.utils.to_categorical(labels, 3)"),
    ),
    "preprocessing": (
        (
            "tf.keras.layers.experimental.preprocessing.Rescaling(1 / 255)",
            "tf.keras.layers.Rescaling(1 / 255)",
        ),
        (
            "keras.layers.experimental.preprocessing.RandomFlip('horizontal')",
            "keras.layers.RandomFlip('horizontal')",
        ),
        (
            "from tensorflow.keras.layers.experimental import preprocessing",
            "from tensorflow.keras import layers as preprocessing",
        ),
        (
            "from tensorflow.keras.layers.experimental.preprocessing import RandomZoom",
            "from tensorflow.keras.layers import RandomZoom",
        ),
        (
            "from tensorflow.keras import layers\nlayers.experimental.preprocessing.RandomRotation(0.1)",
            "from tensorflow.keras import layers\nlayers.RandomRotation(0.1)",
        ),
    ),
    "data sets": (
        ("print(ds.output_types)", "print(tf.compat.v1.data.get_output_types(ds))"),
        ("ds.output_shapes", "tf.compat.v1.data.get_output_shapes(ds)"),
        ("one = ds.make_one_shot_iterator().get_next()", "one = iter(ds).get_next()"),
        ("iterator = ds.take(1).make_one_shot_iterator()", "iterator = iter(ds.take(1))"),
        (
            "types, shapes = ds.output_types, ds.output_shapes",
            "types, shapes = tf.compat.v1.data.get_output_types(ds), tf.compat.v1.data.get_output_shapes(ds)",
        ),
    ),
    "splits": (
        (
            "tfds.load('mnist', split=tfds.Split.TRAIN.subsplit(tfds.percent[:80]))",
            "tfds.load('mnist', split='train[:80%]')",
        ),
        (
            "train, valid = tfds.Split.TRAIN.subsplit([80, 20])\ntfds.load('mnist', split=[train, valid])",
            "train, valid = ['train[:80%]', 'train[80%:]']\ntfds.load('mnist', split=[train, valid])",
        ),
        (
            "tfds.load('mnist', split=tfds.Split.TRAIN + tfds.Split.TEST)",
            "tfds.load('mnist', split='train+test')",
        ),
        (
            "a, b = tfds.Split.TEST.subsplit(k=2)\ntfds.load('mnist', split=b)",
            "a, b = ['test[:50%]', 'test[50%:]']\ntfds.load('mnist', split=b)",
        ),
        (
            "s = tfds.Split.ALL.subsplit(weighted=(6, 2, 2))\ntfds.load('mnist', split=list(s))",
            (
                "s = ['train[:60%]+test[:60%]', 'train[60%:80%]+test[60%:80%]', 'train[80%:]+test[80%:]']\n"
                "tfds.load('mnist', split=list(s))"
            ),
        ),
        (
            "tfds.load('mnist', split=tfds.Split.TRAIN.subsplit(tfds.percent[-10:]))",
            "tfds.load('mnist', split='train[-10%:]')",
        ),
        ("tfds.load('mnist', split='train', in_memory=True)", "tfds.load('mnist', split='train')"),
    ),
    "build": (
        ("my_model_2.build((None, 4))", "my_model_2(tf.zeros([axis or 1 for axis in (None, 4)]))"),
        ("other_net.build(input_shape=(None, 4))", "other_net(tf.zeros([axis or 1 for axis in (None, 4)]))"),
        ("my_model_2.build((64, 4))", "my_model_2(tf.zeros([axis or 1 for axis in (64, 4)]))"),
        ("my_model_2.build([None, 4])", "my_model_2(tf.zeros([axis or 1 for axis in [None, 4]]))"),
        (
            "shape = (None, 4)\nother_net.build(shape)",
            "shape = (None, 4)\nother_net(tf.zeros([axis or 1 for axis in shape]))",
        ),
    ),
}

UNTOUCHED: Final = (
    "model.fit(ds, epochs=1)",
    "model.save('model.keras')",
    "model.save('model.h5')",
    "place = folder / 'net.keras'\nm = tf.keras.models.load_model(str(place))",
    "def back(file):\n    return tf.keras.models.load_model(str(file))",
    "def back(file):\n    return tf.keras.models.load_model(f'{file}')",
    "file = 'net.keras'\nm = tf.keras.models.load_model(f'{file}')",
    "m = tf.keras.models.load_model(str(sorted(folder.iterdir())[0]))",
    "np.save('numbers', x)",
    "tf.compat.v1.placeholder",
    "tf.random.set_seed(7)",
    "split = tfds.Split.TRAIN",
    "class A:\n    def predict_classes(self, x):\n        return x\n\nA().predict_classes(3)",
    "np.float64(3) + np.bool_(1)",
    "model.compile('adam', 'mse', metrics=['accuracy'])",
    "schedule = dict(lr=0.1)",
    "model.output_shape",
    "model.build((None, 4))",
    "# model.fit_generator(ds)",
    "text = 'np.float(3)'",
)
"""What is today's already, or nobody's business."""
