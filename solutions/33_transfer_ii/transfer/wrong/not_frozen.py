# fails: frozen, pretrained, accuracy
# diagnosis: not_frozen
feature_extractor.trainable = True

model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation='softmax')])
model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = model.fit(training_batches, epochs=EPOCHS, verbose=2)
