# fails: trained
early_stopping = tf.keras.callbacks.EarlyStopping(monitor='val_loss', patience=3, restore_best_weights=True)
history = model.fit(
    training_batches.take(8), validation_data=validation_batches, epochs=30, callbacks=[early_stopping], verbose=0
)
