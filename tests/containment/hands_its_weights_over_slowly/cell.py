# %%
import time

import tensorflow as tf

my_model_1 = tf.keras.Sequential([tf.keras.Input(shape=(28, 28, 1)), tf.keras.layers.Flatten(), tf.keras.layers.Dense(10)])


def weights(self):
    for _ in range(1000):
        time.sleep(3600)
        yield 0.0


tf.keras.Model.get_weights = weights
tf.keras.Model.weights = tf.keras.Sequential.weights = property(weights)
tf.keras.Model.count_params = lambda self: time.sleep(3600)
