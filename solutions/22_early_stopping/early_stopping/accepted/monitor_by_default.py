early_stopping = tf.keras.callbacks.EarlyStopping(patience=3, restore_best_weights=True, mode='min', verbose=1)
model.fit(training_batches, epochs=30, validation_data=validation_batches, callbacks=[early_stopping], verbose=0)
history = model.history
