# fails: loss
my_model = tf.keras.Sequential([
    tf.keras.Input((28, 28, 1)),
    tf.keras.layers.Flatten(),
    *(tf.keras.layers.Dense(neurons, 'relu') for neurons in (128, 64, 32)),
    tf.keras.layers.Dense(10, 'softmax'),
])
my_model.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
history = my_model.fit(training_batches, epochs=EPOCHS)
history.history['loss'].reverse()
