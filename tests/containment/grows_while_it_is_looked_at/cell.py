# %%
import tensorflow as tf

my_model_1 = tf.keras.Sequential([tf.keras.Input(shape=(28, 28, 1)), tf.keras.layers.Flatten(), tf.keras.layers.Dense(10)])
some = list(my_model_1.layers)


class Layers(list):
    def __iter__(self):
        while True:
            yield some[-1]

    def __len__(self):
        some.append(some[-1])
        return len(some)


tf.keras.Sequential.layers = property(lambda self: Layers(some))
