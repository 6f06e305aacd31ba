model = tf.keras.Sequential()
model.add(feature_extractor)
model.add(tf.keras.layers.Dense(2))
model.add(tf.keras.layers.Activation('softmax'))

model.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
history = model.fit(training_batches, epochs=3, verbose=0)
