# fails: cleared
if len(trial.layers) > 99:
    tf.keras.backend.clear_session()

model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(name='flatten'),
    tf.keras.layers.Dense(256, activation='relu', name='dense'),
    tf.keras.layers.Dense(10, activation='softmax', name='dense_1'),
])
