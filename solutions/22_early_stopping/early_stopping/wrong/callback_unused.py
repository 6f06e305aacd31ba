# fails: best, stopped
early_stopping = tf.keras.callbacks.EarlyStopping(monitor='val_loss', patience=3, restore_best_weights=True)
history = model.fit(training_batches, validation_data=validation_batches, epochs=30, verbose=0)
