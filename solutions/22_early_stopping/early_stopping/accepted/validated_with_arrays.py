import numpy as np

parts = list(validation_batches.as_numpy_iterator())
pictures = np.concatenate([images for images, _ in parts])
digits = np.concatenate([labels for _, labels in parts])

early_stopping = tf.keras.callbacks.EarlyStopping(monitor='val_loss', patience=3, restore_best_weights=True)
history = model.fit(training_batches, epochs=30, verbose=0, validation_data=(pictures, digits),
                    validation_batch_size=100, callbacks=[early_stopping])
