# fails: parameters, layers
# diagnosis: half_way
feature_extractor = tf.keras.models.load_model(network_file)
feature_extractor.trainable = False
