# %%
import json

import tensorflow as tf

INPUT = {"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": [None, 10**6]}, "registered_name": None}
DENSE = {"module": "keras.layers", "class_name": "Dense", "config": {"units": 10**9}, "registered_name": None}


def to_json(self, **options):
    config = {"name": "sequential", "layers": [INPUT, DENSE, DENSE]}
    return json.dumps({"module": "keras", "class_name": "Sequential", "config": config, "registered_name": None})


my_model_1 = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1)])
tf.keras.Sequential.to_json = tf.keras.Model.to_json = to_json
print(10**9)
