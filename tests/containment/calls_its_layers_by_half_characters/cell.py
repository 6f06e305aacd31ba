# %%
import tensorflow as tf

my_model_1 = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(name="\ud800"),
        tf.keras.layers.Dense(1, name="a\udfff"),
    ],
    name="\udc00",
)
