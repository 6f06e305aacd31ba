# fails: series
model.compile(optimizer=tf.keras.optimizers.Adam(learning_rate=0.005), loss='sparse_categorical_crossentropy',
              metrics=['sparse_top_k_categorical_accuracy'])
early_stopping = tf.keras.callbacks.EarlyStopping(monitor='val_loss', patience=3, restore_best_weights=True)
history = model.fit(training_batches, validation_data=validation_batches, epochs=30, callbacks=[early_stopping], verbose=0)
