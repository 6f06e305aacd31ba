# fails: best, series, stopped
early_stopping = tf.keras.callbacks.EarlyStopping(monitor='val_loss', patience=3, restore_best_weights=True)
history = model.fit(training_batches, epochs=30, callbacks=[early_stopping], verbose=0)
