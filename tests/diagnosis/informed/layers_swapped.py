# %% 11_keras/sequential: hidden layers
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% 11_keras/sequential: added in a loop
my_model_1 = tf.keras.Sequential([tf.keras.Input((28, 28, 1)), tf.keras.layers.Flatten()])
for units in (64, 128):
    my_model_1.add(tf.keras.layers.Dense(units, activation='relu'))
my_model_1.add(tf.keras.layers.Dense(10, activation='softmax'))

# %% 11_keras/sequential: output before the last hidden layer
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
    tf.keras.layers.Dense(64, activation='relu'),
])
