# fails: accuracy, epochs, batches
model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation='softmax')])

model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
