# fails: batches
model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation='softmax')])
model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = model.fit(training_batches.take(5), epochs=EPOCHS, verbose=2)
