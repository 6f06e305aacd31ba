feature_extractor = tf.keras.Sequential([
    tf.keras.Input(shape=(96, 96, 3)),
    tf.keras.models.load_model(network_file),
])
feature_extractor.trainable = False

model = tf.keras.models.Sequential([feature_extractor, tf.keras.layers.Dense(2, 'softmax')])
model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
