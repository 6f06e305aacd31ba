# fails: accuracy, trained
# fault: one batch of training pictures
early_stopping = tf.keras.callbacks.EarlyStopping(monitor='val_loss', patience=3, restore_best_weights=True)
pictures, digits = next(iter(training_batches))
history = model.fit(pictures, digits, validation_data=validation_batches, epochs=30, callbacks=[early_stopping], verbose=0)
