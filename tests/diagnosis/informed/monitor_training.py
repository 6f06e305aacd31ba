# %% 22_early_stopping/early_stopping: loss
early_stopping = tf.keras.callbacks.EarlyStopping(monitor='loss', patience=3, restore_best_weights=True)
history = model.fit(training_batches, epochs=30, validation_data=validation_batches, callbacks=[early_stopping], verbose=0)

# %% 22_early_stopping/early_stopping: accuracy
early_stopping = tf.keras.callbacks.EarlyStopping(monitor='accuracy', patience=3, restore_best_weights=True)
history = model.fit(training_batches, epochs=30, validation_data=validation_batches, callbacks=[early_stopping], verbose=0)

# %% 22_early_stopping/early_stopping: by place
early_stopping = tf.keras.callbacks.EarlyStopping('loss', patience=3, restore_best_weights=True)
history = model.fit(training_batches, epochs=30, validation_data=validation_batches, callbacks=[early_stopping], verbose=0)
