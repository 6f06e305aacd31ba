# %%
import tensorflow as tf

layers = [tf.keras.Input(shape=(28, 28, 1)), tf.keras.layers.Flatten()]
my_model_1 = tf.keras.Sequential([*layers, tf.keras.layers.Dense(128, activation="relu"), tf.keras.layers.Dense(10)])


def write(self, *arguments, **options):
    while True:
        pass


tf.keras.Model.to_json = tf.keras.Model.get_config = tf.keras.Sequential.get_config = write
