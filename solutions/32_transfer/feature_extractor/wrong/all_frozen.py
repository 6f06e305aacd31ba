# fails: head
feature_extractor = tf.keras.models.load_model(network_file)

model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation='softmax')])
feature_extractor.trainable = False
model.trainable = False
