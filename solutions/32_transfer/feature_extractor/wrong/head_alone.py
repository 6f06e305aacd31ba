# fails: parameters, layers, head, kept
feature_extractor = tf.keras.models.load_model(network_file)
feature_extractor.trainable = False

model = tf.keras.Sequential([tf.keras.Input(shape=(1280,)), tf.keras.layers.Dense(2, activation='softmax')])
