import numpy as np

pictures, digits = (np.concatenate(part) for part in zip(*training_batches.as_numpy_iterator()))
EPOCHS = 30
early_stopping = tf.keras.callbacks.EarlyStopping(monitor='val_loss', patience=3, restore_best_weights=True)
history = model.fit(
    pictures, digits, batch_size=32, epochs=EPOCHS, verbose=0,
    validation_data=next(iter(validation_batches)),
    callbacks=[tf.keras.callbacks.TerminateOnNaN(), early_stopping],
)
