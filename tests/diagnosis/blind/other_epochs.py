# %% 18_training/train: one epoch, as fit does by itself
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = my_model.fit(training_batches)

# %% 18_training/train: three, typed in
my_model = tf.keras.Sequential()
my_model.add(tf.keras.layers.Flatten(input_shape=(28, 28, 1)))
for n in [128, 64, 32]:
    my_model.add(tf.keras.layers.Dense(n, activation='relu'))
my_model.add(tf.keras.layers.Dense(10, activation='softmax'))
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = my_model.fit(training_batches, epochs=3, verbose=0)

# %% 18_training/train: one too many
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model.compile(optimizer=tf.keras.optimizers.Adam(), loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = my_model.fit(training_batches, epochs=EPOCHS + 1, verbose=2)

# %% 21_validation/validation: one in place of two
training_set = tfds.load('mnist', split='train[:80%]', as_supervised=True)
validation_set = tfds.load('mnist', split='train[80%:]', as_supervised=True)
test_set = tfds.load('mnist', split='test', as_supervised=True)
training_batches = training_set.cache().shuffle(1200).batch(batch_size).map(normalize).prefetch(1)
validation_batches = validation_set.cache().batch(batch_size).map(normalize).prefetch(1)
testing_batches = test_set.cache().batch(batch_size).map(normalize).prefetch(1)
history = model.fit(training_batches, epochs=1, validation_data=validation_batches)

# %% 22_early_stopping/early_stopping: ten in place of thirty
early_stopping = tf.keras.callbacks.EarlyStopping(monitor='val_loss', patience=3, restore_best_weights=True)
history = model.fit(training_batches, epochs=10, validation_data=validation_batches, callbacks=[early_stopping])

# %% 22_early_stopping/early_stopping: no epochs given
early_stopping = tf.keras.callbacks.EarlyStopping(monitor='val_loss', patience=3, restore_best_weights=True)
history = model.fit(training_batches, validation_data=validation_batches, callbacks=[early_stopping], verbose=0)
