callbacks = [tf.keras.callbacks.EarlyStopping(monitor='val_loss', patience=3, restore_best_weights=True)]
early_stopping = callbacks[0]
model.fit(training_batches, validation_data=validation_batches, epochs=30, callbacks=callbacks, verbose=0)
history = early_stopping.model.history
