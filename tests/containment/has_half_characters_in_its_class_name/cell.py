# %%
import json

import tensorflow as tf

INPUT = {"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": [None, 28, 28, 1]}, "registered_name": None}
HALF = {"module": "keras.layers", "class_name": "\ud800Dense", "config": {"units": 1}, "registered_name": None}
SIGMOID = {"module": "keras.layers", "class_name": "Dense", "config": {"units": 1, "activation": "sig\udfffmoid"}, "registered_name": "\ud800"}


def to_json(self, **options):
    config = {"name": "\udc00", "layers": [INPUT, SIGMOID, HALF]}
    return json.dumps({"module": "keras", "class_name": "Sequential", "config": config, "registered_name": None})


my_model_1 = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1)])
tf.keras.Sequential.to_json = tf.keras.Model.to_json = to_json
globals()["\ud801"] = tf.constant(1.0)
print(len(my_model_1.to_json()) > 100)
