# %% 11_keras/sequential: activaton
my_model_1 = tf.keras.Sequential([tf.keras.Input(shape=(28, 28, 1)), tf.keras.layers.Flatten(), tf.keras.layers.Dense(128, activaton="relu"), tf.keras.layers.Dense(64, activation="relu"), tf.keras.layers.Dense(10, activation="softmax")])

# %% 17_compiling/compile: optimiser
my_model.compile(optimiser="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

# %% 17_compiling/compile: metric
my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metric=["accuracy"])
