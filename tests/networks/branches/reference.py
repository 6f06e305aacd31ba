"""A network of two branches over eight numbers: four neurons with ReLU beside six with tanh, side by side, then a layer
of ten with ReLU that is added to its own input, then softmax over three. It belongs to no exercise. Called `my_model`."""

# %% the reference
inputs = tf.keras.Input(shape=(8,))
left = tf.keras.layers.Dense(4, activation="relu")(inputs)
right = tf.keras.layers.Dense(6, activation="tanh")(inputs)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation="relu")(both)
total = tf.keras.layers.Add()([both, more])
outputs = tf.keras.layers.Dense(3, activation="softmax")(total)
my_model = tf.keras.Model(inputs, outputs)
