# fails: pretrained, accuracy
# fault: random weights
feature_extractor = tf.keras.models.clone_model(feature_extractor)
for layer in feature_extractor.layers:
    layer.trainable = False

model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation='softmax')])
model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = model.fit(training_batches, epochs=EPOCHS, verbose=2)
