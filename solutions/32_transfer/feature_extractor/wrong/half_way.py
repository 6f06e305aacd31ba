# fails: parameters, layers, head, kept
# diagnosis: incomplete_answer
feature_extractor = tf.keras.models.load_model(network_file)
feature_extractor.trainable = False
