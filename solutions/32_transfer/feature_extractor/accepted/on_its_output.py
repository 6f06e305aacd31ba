feature_extractor = tf.keras.models.load_model(network_file, compile=False)
feature_extractor.trainable = False

head = tf.keras.layers.Dense(units=2, activation=tf.nn.softmax, name='head')
model = tf.keras.Model(inputs=feature_extractor.input, outputs=head(feature_extractor.output))
