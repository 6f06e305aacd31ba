# fails: callback, stopped
real = tf.keras.callbacks.EarlyStopping(monitor='val_loss', patience=3, restore_best_weights=True)
early_stopping = tf.keras.callbacks.Callback()
history = model.fit(
    training_batches, validation_data=validation_batches, epochs=30, callbacks=[early_stopping, real], verbose=0
)
