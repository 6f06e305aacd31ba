# %%
import json

import tensorflow as tf

DEEP = 200_000


def to_json(self, **options):
    layer = '{"module": "keras.layers", "class_name": "Identity", "config": {}, "registered_name": null}'
    wide = "[" + ",".join([layer] * 10_000) + "]"
    nested = '{"module": "keras", "class_name": "Sequential", "registered_name": null, "config": {"layers": ['
    return nested * (DEEP // 100) + f'{{"class_name": "Sequential", "config": {{"layers": {wide}}}}}' + "]}}" * (DEEP // 100)


my_model_1 = tf.keras.Sequential([tf.keras.Input((2,)), *(tf.keras.layers.Dense(1) for _ in range(100))])
tf.keras.Sequential.to_json = tf.keras.Model.to_json = to_json
print(len(my_model_1.layers))
