# each pass draws other photographs, so the first epoch goes over others than these
dogs = sum(int(tf.reduce_sum(labels)) for _, labels in training_batches)
print('dogs:', dogs)

model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation='softmax')])
model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = model.fit(training_batches, epochs=EPOCHS, verbose=2)
