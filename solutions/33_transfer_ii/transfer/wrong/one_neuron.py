# fails: layers, compiled, accuracy
model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(1, activation='sigmoid')])
model.compile(optimizer='adam', loss='binary_crossentropy', metrics=['accuracy'])
history = model.fit(training_batches, epochs=EPOCHS, verbose=2)
