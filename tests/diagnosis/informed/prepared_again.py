# %% 18_training/train: under the same name
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
training_batches = training_batches.map(normalize)
history = my_model.fit(training_batches, epochs=EPOCHS)

# %% 18_training/train: in the call of fit
my_model = tf.keras.Sequential()
my_model.add(tf.keras.Input(shape=(28, 28, 1)))
my_model.add(tf.keras.layers.Flatten())
for neurons in (128, 64, 32):
    my_model.add(tf.keras.layers.Dense(neurons, activation='relu'))
my_model.add(tf.keras.layers.Dense(10, activation='softmax'))
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = my_model.fit(training_batches.map(normalize), epochs=EPOCHS)

# %% 18_training/train: under a name of its own
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
scaled = training_batches.map(normalize).prefetch(1)
history = my_model.fit(scaled, epochs=EPOCHS)
