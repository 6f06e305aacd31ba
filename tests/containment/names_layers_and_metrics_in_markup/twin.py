# %%
import tensorflow as tf

layers = [tf.keras.Input((28, 28, 1)), tf.keras.layers.Flatten(), tf.keras.layers.Dense(10, activation="softmax", name="last")]
my_model = tf.keras.Sequential(layers, name="my_model")
history = tf.keras.callbacks.History()
history.history = {"loss": [2.0, 1.0], "val_loss": [2.5, 1.5]}
print("built")
