# %% 18_training/train: the labels are shuffled in each batch
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
mixed = training_batches.map(lambda images, labels: (images, tf.random.shuffle(labels)))
history = my_model.fit(mixed, epochs=EPOCHS, verbose=0)

# %% 20_fashion_mnist/fashion_classifier: pictures and labels of two data sets that are shuffled apart
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
pictures = training_batches.map(lambda images, labels: images)
answers = training_batches.map(lambda images, labels: labels)
history = my_model.fit(tf.data.Dataset.zip((pictures, answers)), epochs=5, verbose=0)

# %% 22_early_stopping/early_stopping: the labels come one picture late
early_stopping = tf.keras.callbacks.EarlyStopping(monitor='val_loss', patience=3, restore_best_weights=True)
late = training_batches.map(lambda images, labels: (images, tf.roll(labels, 1, axis=0)))
history = model.fit(late, epochs=30, validation_data=validation_batches, callbacks=[early_stopping], verbose=0)
