# %%
import tensorflow as tf

# %%
my_model_1 = tf.keras.Sequential()
my_model_1.add(tf.keras.Input(shape=(28, 28, 1)))
my_model_1.add(tf.keras.layers.Flatten())
for units in (128, 64):
    my_model_1.add(tf.keras.layers.Dense(units, activation="relu"))
my_model_1.add(tf.keras.layers.Dense(10, activation="softmax"))
print(my_model_1.count_params())
