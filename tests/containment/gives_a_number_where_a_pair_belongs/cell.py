# %%
import json

import tensorflow as tf


def layer(kind, **config):
    return {"module": "keras.layers", "class_name": kind, "config": config, "registered_name": None}


def to_json(self, **options):
    layers = [layer("InputLayer", batch_shape=5), layer("MaxPooling2D", pool_size=2), layer("Dense", units=[1, 2])]
    config = {"name": "sequential", "layers": layers}
    return json.dumps({"module": "keras", "class_name": "Sequential", "config": config, "registered_name": None})


my_model_1 = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1)])
tf.keras.Sequential.to_json = tf.keras.Model.to_json = to_json
print(len(my_model_1.to_json()) > 100)
