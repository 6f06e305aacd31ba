# %% 18_training/train: fit twice, the first time to try
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
my_model.fit(training_batches, epochs=1)
history = my_model.fit(training_batches, epochs=EPOCHS)

# %% 18_training/train: the full training a second time
my_model = tf.keras.Sequential([tf.keras.Input(shape=(28, 28, 1)), tf.keras.layers.Flatten()])
for n in [128, 64, 32]:
    my_model.add(tf.keras.layers.Dense(n, activation='relu'))
my_model.add(tf.keras.layers.Dense(10, activation='softmax'))
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = my_model.fit(training_batches, epochs=EPOCHS, verbose=0)
# accuracy was not good enough so once more
history = my_model.fit(training_batches, epochs=EPOCHS, verbose=0)

# %% 18_training/train: a loop over the epochs
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
for epoch in range(EPOCHS):
    history = my_model.fit(training_batches, verbose=0)

# %% 18_training/train: a short try on some batches first
my_model = tf.keras.Sequential([tf.keras.Input(shape=(28, 28, 1)), tf.keras.layers.Flatten()])
for n in [128, 64, 32]:
    my_model.add(tf.keras.layers.Dense(n, activation='relu'))
my_model.add(tf.keras.layers.Dense(10, activation='softmax'))
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
test = my_model.fit(training_batches.take(10), epochs=2, verbose=0)
print(test.history)
history = my_model.fit(training_batches, epochs=EPOCHS, verbose=0)

# %% 18_training/train: trained by a function, then once more outside
def train(m):
    m.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
    m.fit(training_batches, epochs=3, verbose=0)
    return m

my_model = train(tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
]))
history = my_model.fit(training_batches, epochs=EPOCHS, verbose=0)

# %% 21_validation/validation: first without, then with the validation data
training_set = tfds.load('mnist', split='train[:80%]', as_supervised=True)
validation_set = tfds.load('mnist', split='train[80%:]', as_supervised=True)
test_set = tfds.load('mnist', split='test', as_supervised=True)
training_batches = training_set.shuffle(1000).batch(batch_size).map(normalize)
validation_batches = validation_set.batch(batch_size).map(normalize)
testing_batches = test_set.batch(batch_size).map(normalize)
model.fit(training_batches, epochs=EPOCHS, verbose=0)
history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=0)
