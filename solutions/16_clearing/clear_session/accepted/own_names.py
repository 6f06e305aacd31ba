import keras

keras.backend.clear_session()
inputs = keras.Input((28, 28, 1), name="pictures")
x = keras.layers.Flatten()(inputs)
x = keras.layers.Dense(256, name="hidden")(x)
x = keras.layers.ReLU()(x)
model = keras.Model(inputs, keras.layers.Dense(10, "softmax", name="dense_1")(x), name="digits")
