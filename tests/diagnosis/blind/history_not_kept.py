# %% 18_training/train: the dictionary in place of the history
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = my_model.fit(training_batches, epochs=EPOCHS, verbose=0).history

# %% 18_training/train: the two numbers of evaluate
my_model = tf.keras.Sequential([tf.keras.layers.Flatten(input_shape=(28, 28, 1))])
for n in (128, 64, 32):
    my_model.add(tf.keras.layers.Dense(n, activation='relu'))
my_model.add(tf.keras.layers.Dense(10, activation='softmax'))
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
my_model.fit(training_batches, epochs=EPOCHS, verbose=0)
history = my_model.evaluate(training_batches, verbose=0)

# %% 18_training/train: None, fit's answer is not kept
history = None
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
my_model.fit(training_batches, epochs=EPOCHS)

# %% 21_validation/validation: the dictionary
training_set, validation_set, test_set = tfds.load(
    'mnist', split=['train[:80%]', 'train[80%:]', 'test'], as_supervised=True)
train_b = training_set.shuffle(1000).batch(batch_size).map(normalize)
val_b = validation_set.batch(batch_size).map(normalize)
test_b = test_set.batch(batch_size).map(normalize)
h = model.fit(train_b, epochs=EPOCHS, validation_data=val_b, verbose=0)
history = h.history

# %% 22_early_stopping/early_stopping: only the losses
early_stopping = tf.keras.callbacks.EarlyStopping(monitor='val_loss', patience=3, restore_best_weights=True)
history = model.fit(training_batches, epochs=30, validation_data=validation_batches,
                    callbacks=[early_stopping], verbose=0).history['val_loss']

# %% 22_early_stopping/early_stopping: evaluate after the training
early_stopping = tf.keras.callbacks.EarlyStopping('val_loss', patience=3, restore_best_weights=True)
model.fit(training_batches, epochs=30, validation_data=validation_batches, callbacks=[early_stopping], verbose=0)
history = model.evaluate(validation_batches, verbose=0)
