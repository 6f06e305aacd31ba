# fails: trained
early_stopping = tf.keras.callbacks.EarlyStopping(monitor='val_loss', patience=3, restore_best_weights=True)
everything = training_batches.concatenate(validation_batches.unbatch().batch(32))
history = model.fit(everything, validation_data=validation_batches, epochs=30, callbacks=[early_stopping], verbose=0)
