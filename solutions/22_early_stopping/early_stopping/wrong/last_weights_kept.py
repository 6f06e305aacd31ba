# fails: best, callback
# fault: the weights of the last epoch
early_stopping = tf.keras.callbacks.EarlyStopping(monitor='val_loss', patience=3)
history = model.fit(training_batches, validation_data=validation_batches, epochs=30, callbacks=[early_stopping], verbose=0)
