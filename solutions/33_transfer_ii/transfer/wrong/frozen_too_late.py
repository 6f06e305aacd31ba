# fails: pretrained, accuracy
# diagnosis: not_frozen
# trained with all its weights, and frozen for the looks of it
feature_extractor.trainable = True

model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation='softmax')])
model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = model.fit(training_batches, epochs=EPOCHS, verbose=2)

for layer in feature_extractor.layers:
    layer.trainable = False
model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
