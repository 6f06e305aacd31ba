# fails: frozen
feature_extractor = tf.keras.models.load_model(network_file)
feature_extractor.trainable = True
for layer in feature_extractor.layers[:-10]:
    layer.trainable = False

model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation='softmax')])
