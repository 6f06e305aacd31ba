# fails: accuracy, callback
# diagnosis: other_setting
early_stopping = tf.keras.callbacks.EarlyStopping(
    monitor='val_loss', patience=3, restore_best_weights=True, mode='max'
)
history = model.fit(
    training_batches, validation_data=validation_batches, epochs=30, callbacks=[early_stopping], verbose=0
)
