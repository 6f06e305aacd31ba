my_model = tf.keras.Sequential([
    tf.keras.Input((28, 28, 1)),
    tf.keras.layers.Flatten(),
    *(tf.keras.layers.Dense(neurons, 'relu') for neurons in (128, 64, 32)),
    tf.keras.layers.Dense(10, 'softmax'),
])
my_model.compile(tf.keras.optimizers.Adam(learning_rate=1e-3), 'sparse_categorical_crossentropy', metrics=['accuracy'])
losses = []
history = my_model.fit(
    training_batches.prefetch(tf.data.AUTOTUNE), epochs=EPOCHS, verbose=0,
    callbacks=[tf.keras.callbacks.TerminateOnNaN(),
               tf.keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: losses.append(logs['loss']))],
)
print(losses)
