my_model.compile(
    metrics=['accuracy'],
    loss=tf.keras.losses.SparseCategoricalCrossentropy,
    optimizer='Adam',
)
loss, accuracy = my_model.evaluate(training_batches.take(1))
