# %% 18_training/train: far too large steps
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model.compile(optimizer=tf.keras.optimizers.SGD(learning_rate=1e3), loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = my_model.fit(training_batches, epochs=EPOCHS, verbose=0)

# %% 17_compiling/compile: sgd
my_model.compile(optimizer='sgd', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
loss, accuracy = my_model.evaluate(image_batch, label_batch)

# %% 17_compiling/compile: an object
my_model.compile(optimizer=tf.keras.optimizers.RMSprop(), loss='sparse_categorical_crossentropy', metrics=['accuracy'])
loss, accuracy = my_model.evaluate(image_batch, label_batch)
