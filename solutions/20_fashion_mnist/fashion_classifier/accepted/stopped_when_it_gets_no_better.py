EPOCHS = 12
my_model = tf.keras.models.Sequential()
my_model.add(tf.keras.Input(shape=(28, 28, 1)))
my_model.add(tf.keras.layers.Conv2D(12, (3, 3), activation='relu', strides=2))
my_model.add(tf.keras.layers.Flatten())
my_model.add(tf.keras.layers.Dense(64, activation='elu'))
my_model.add(tf.keras.layers.Dense(10, activation='softmax'))
my_model.compile(tf.keras.optimizers.AdamW(2e-3), 'sparse_categorical_crossentropy', metrics=['accuracy'])
history = my_model.fit(
    training_batches, epochs=EPOCHS, verbose=0,
    callbacks=[tf.keras.callbacks.EarlyStopping(monitor='loss', patience=2, start_from_epoch=5)],
)
