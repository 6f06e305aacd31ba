# fails: best, series, stopped
early_stopping = tf.keras.callbacks.EarlyStopping(monitor='val_loss', patience=3, restore_best_weights=True)
other = tf.keras.models.clone_model(model)
other.compile(optimizer=tf.keras.optimizers.Adam(learning_rate=0.005), loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = other.fit(training_batches, validation_data=validation_batches, epochs=30, callbacks=[early_stopping], verbose=0)
model.fit(training_batches, epochs=8, verbose=0)
