seen = []
note = tf.keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append((epoch, logs['val_loss'])))
early_stopping = tf.keras.callbacks.EarlyStopping(monitor='val_loss', patience=3)
early_stopping.restore_best_weights = True
history = model.fit(training_batches.prefetch(1), validation_data=validation_batches.prefetch(1), epochs=30, verbose=0,
                    callbacks=[note, early_stopping])
print(len(seen), 'epochs')
