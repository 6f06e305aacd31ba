# %% 22_early_stopping/early_stopping: too little patience
early_stopping = tf.keras.callbacks.EarlyStopping(monitor='val_loss', patience=0, restore_best_weights=True)
history = model.fit(training_batches, epochs=30, validation_data=validation_batches, callbacks=[early_stopping], verbose=0)
