# %% 11_keras/sequential: no input
my_model_1 = tf.keras.Sequential([
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% 11_keras/sequential: added one by one
my_model_1 = tf.keras.Sequential()
my_model_1.add(tf.keras.layers.Flatten())
for units in (128, 64):
    my_model_1.add(tf.keras.layers.Dense(units, activation='relu'))
my_model_1.add(tf.keras.layers.Dense(10, activation='softmax'))

# %% 11_keras/sequential: no input, and too small besides
my_model_1 = tf.keras.Sequential([
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
