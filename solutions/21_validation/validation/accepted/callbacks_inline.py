(training_set, validation_set), test_set = (
    tfds.load('mnist', split=['train[:80%]', 'train[80%:]'], as_supervised=True),
    tfds.load('mnist', split='test', as_supervised=True),
)

training_batches = training_set.map(normalize).shuffle(1200).batch(batch_size)
validation_batches = validation_set.map(normalize).batch(batch_size)

best = []
history = model.fit(
    training_batches, validation_data=validation_batches, epochs=EPOCHS, verbose=0,
    callbacks=[tf.keras.callbacks.EarlyStopping('val_loss', patience=5, restore_best_weights=False),
               tf.keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: best.append(logs['val_loss']))],
)
print(min(best), model.evaluate(validation_batches, verbose=0))
