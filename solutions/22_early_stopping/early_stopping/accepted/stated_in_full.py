from tensorflow import keras

early_stopping = keras.callbacks.EarlyStopping(
    monitor='val_loss', min_delta=0.0, patience=3, verbose=1, mode='auto', baseline=None,
    restore_best_weights=True, start_from_epoch=0,
)
history = model.fit(x=training_batches, epochs=30, callbacks=[early_stopping], validation_data=validation_batches)
