# fails: accuracy
pixels = training_batches.map(lambda images, labels: (images * 255, labels))

model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation='softmax')])
model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = model.fit(pixels, epochs=EPOCHS, verbose=2)
