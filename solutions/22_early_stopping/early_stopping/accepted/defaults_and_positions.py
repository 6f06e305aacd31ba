from tensorflow.keras.callbacks import EarlyStopping

early_stopping = EarlyStopping('val_loss', 0, 3, restore_best_weights=True)
history = model.fit(training_batches, epochs=30, verbose=0, callbacks=early_stopping, validation_data=validation_batches)
