# %% 22_early_stopping/early_stopping: the best weights are not restored
early_stopping = tf.keras.callbacks.EarlyStopping(monitor='val_loss', patience=3)
history = model.fit(training_batches, epochs=30, validation_data=validation_batches, callbacks=[early_stopping], verbose=0)

# %% 22_early_stopping/early_stopping: no patience
early_stopping = tf.keras.callbacks.EarlyStopping(monitor='val_loss', restore_best_weights=True)
history = model.fit(training_batches, epochs=30, validation_data=validation_batches, callbacks=[early_stopping], verbose=0)

# %% 22_early_stopping/early_stopping: patience of ten
early_stopping = tf.keras.callbacks.EarlyStopping(monitor='val_loss', patience=10, restore_best_weights=True)
history = model.fit(training_batches, epochs=30, validation_data=validation_batches, callbacks=[early_stopping], verbose=0)
