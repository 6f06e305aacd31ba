# fails: accuracy, callback
# diagnosis: other_setting
early_stopping = tf.keras.callbacks.EarlyStopping(
    monitor='val_loss', min_delta=3, patience=3, restore_best_weights=True
)
history = model.fit(
    training_batches, validation_data=validation_batches, epochs=30, callbacks=[early_stopping], verbose=0
)
