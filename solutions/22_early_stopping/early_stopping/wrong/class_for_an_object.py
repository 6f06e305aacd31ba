# fails: accuracy, callback, trained, series, stopped
early_stopping = tf.keras.callbacks.EarlyStopping
history = model.fit(training_batches, validation_data=validation_batches, epochs=30, callbacks=[early_stopping], verbose=0)
