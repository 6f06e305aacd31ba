# %% 17_compiling/compile: the loss for one-hot labels
my_model.compile(optimizer='adam', loss='categorical_crossentropy', metrics=['accuracy'])
loss, accuracy = my_model.evaluate(image_batch, label_batch)

# %% 17_compiling/compile: from_logits in spite of the softmax
my_model.compile(optimizer='adam',
                 loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
                 metrics=['accuracy'])
loss, accuracy = my_model.evaluate(image_batch, label_batch, verbose=0)

# %% 17_compiling/compile: the mean squared error
my_model.compile(optimizer='adam', loss='mse', metrics=['accuracy'])
loss, accuracy = my_model.evaluate(image_batch, label_batch)

# %% 17_compiling/compile: the loss for two classes
my_model.compile(optimizer=tf.keras.optimizers.Adam(), loss='binary_crossentropy', metrics=['accuracy'])
results = my_model.evaluate(image_batch, label_batch)
loss = results[0]
accuracy = results[1]

# %% 17_compiling/compile: the class of the other crossentropy
my_model.compile(
    optimizer="adam",
    loss=tf.keras.losses.CategoricalCrossentropy(),
    metrics=["accuracy"],
)
loss, accuracy = my_model.evaluate(image_batch, label_batch, verbose=0)

# %% 17_compiling/compile: mean absolute error as a class
my_model.compile('adam', tf.keras.losses.MeanAbsoluteError(), metrics=['accuracy'])
[loss, accuracy] = my_model.evaluate(x=image_batch, y=label_batch, verbose=0)

# %% 18_training/train: the loss for one-hot labels
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model.compile(optimizer='adam', loss='categorical_crossentropy', metrics=['accuracy'])
history = my_model.fit(training_batches, epochs=EPOCHS, verbose=0)

# %% 18_training/train: from_logits in spite of the softmax
my_model = tf.keras.Sequential([tf.keras.Input(shape=(28, 28, 1)), tf.keras.layers.Flatten()])
for n in [128, 64, 32]:
    my_model.add(tf.keras.layers.Dense(n, activation='relu'))
my_model.add(tf.keras.layers.Dense(10, activation='softmax'))
my_model.compile(optimizer='adam', loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=['accuracy'])
history = my_model.fit(training_batches, epochs=EPOCHS, verbose=0)

# %% 18_training/train: the mean squared error
my_model = tf.keras.Sequential([tf.keras.Input(shape=(28, 28, 1)), tf.keras.layers.Flatten()])
for n in [128, 64, 32]:
    my_model.add(tf.keras.layers.Dense(n, activation='relu'))
my_model.add(tf.keras.layers.Dense(10, activation='softmax'))
my_model.compile(optimizer='adam', loss='mean_squared_error', metrics=['accuracy'])
history = my_model.fit(training_batches, epochs=EPOCHS, verbose=0)
