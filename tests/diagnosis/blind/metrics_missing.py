# %% 17_compiling/compile: no metrics
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy')
loss, accuracy = my_model.evaluate(image_batch, label_batch)

# %% 17_compiling/compile: an empty list, accuracy set to nothing
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=[])
loss = my_model.evaluate(image_batch, label_batch, verbose=0)
accuracy = None

# %% 17_compiling/compile: the loss once more as the metric
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['sparse_categorical_crossentropy'])
loss, accuracy = my_model.evaluate(image_batch, label_batch)

# %% 17_compiling/compile: the same number for both
my_model.compile(tf.keras.optimizers.Adam(), tf.keras.losses.SparseCategoricalCrossentropy())
result = my_model.evaluate(image_batch, label_batch, verbose=0)
loss = result
accuracy = result

# %% 18_training/train: no metrics
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy')
history = my_model.fit(training_batches, epochs=EPOCHS, verbose=0)

# %% 18_training/train: no metrics, compiled by position
my_model = tf.keras.Sequential([tf.keras.layers.Flatten(input_shape=(28, 28, 1))])
for n in [128, 64, 32]:
    my_model.add(tf.keras.layers.Dense(n, activation='relu'))
my_model.add(tf.keras.layers.Dense(10, activation='softmax'))
my_model.compile('adam', 'sparse_categorical_crossentropy')
history = my_model.fit(training_batches, epochs=EPOCHS)
