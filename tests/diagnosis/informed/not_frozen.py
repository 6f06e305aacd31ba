# %% 32_transfer/feature_extractor: never frozen
feature_extractor = tf.keras.models.load_model(network_file)
model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])

# %% 32_transfer/feature_extractor: another attribute
feature_extractor = tf.keras.models.load_model(network_file)
feature_extractor.frozen = True
model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])

# %% 32_transfer/feature_extractor: the new layer frozen in its place, also: frozen
feature_extractor = tf.keras.models.load_model(network_file)
new = tf.keras.layers.Dense(2, activation="softmax")
new.trainable = False
model = tf.keras.Sequential([feature_extractor, new])
