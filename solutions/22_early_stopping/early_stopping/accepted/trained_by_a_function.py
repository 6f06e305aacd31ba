def train(network, callback, most=30):
    return network.fit(training_batches, validation_data=validation_batches, epochs=most, verbose=0, callbacks=[callback])


early_stopping = tf.keras.callbacks.EarlyStopping(patience=3, monitor='val_loss', restore_best_weights=True)
history = train(model, early_stopping)
print('best:', min(history.history['val_loss']), 'in the end:', model.evaluate(validation_batches, verbose=0)[0])
