# %%
import time

import tensorflow as tf


class Endless:
    def __get__(self, *arguments):
        while True:
            time.sleep(1)


class Model(tf.keras.Sequential):
    """A model that will raise, lie, or never answer, whatever it is asked."""


my_model_1 = Model([tf.keras.Input((2,)), tf.keras.layers.Dense(1)])
lies = {
    "layers": property(lambda self: [self, None, 5, "layer", tf.keras.layers.Dense]),
    "weights": property(lambda self: [None] * 20_000),
    "built": property(lambda self: "yes", lambda self, value: None),
    "input_shape": property(lambda self: ("a", -1, 2**80)),
    "name": property(lambda self: 1 / 0),
    "trainable": property(lambda self: 1 / 0),
    "__call__": lambda self, *arguments, **options: "predictions",
    "to_json": Endless(),
    "get_config": Endless(),
    "count_params": Endless(),
    "get_weights": Endless(),
}
for name, lie in lies.items():
    setattr(Model, name, lie)
print("made")
