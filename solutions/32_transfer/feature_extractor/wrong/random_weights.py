# fails: pretrained, kept
# the structure comes from the file, but not the weights
feature_extractor = tf.keras.models.clone_model(tf.keras.models.load_model(network_file))
feature_extractor.trainable = False

model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation='softmax')])
