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


# %% 32_transfer/feature_extractor: said to be trainable where it is loaded
feature_extractor = tf.keras.models.load_model(network_file)
feature_extractor.trainable = True
model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation='softmax')])

# %% 32_transfer/feature_extractor: frozen, and unfrozen again before the model is built
feature_extractor = tf.keras.models.load_model(network_file)
feature_extractor.trainable = False
feature_extractor.trainable = True
model = tf.keras.Sequential()
model.add(feature_extractor)
model.add(tf.keras.layers.Dense(2, activation='softmax'))

# %% 32_transfer/feature_extractor: functional, its last layers trainable
feature_extractor = tf.keras.models.load_model(network_file)
feature_extractor.trainable = False
for layer in feature_extractor.layers[-4:]:
    layer.trainable = True
inputs = tf.keras.Input((96, 96, 3))
model = tf.keras.Model(inputs, tf.keras.layers.Dense(2, activation='softmax')(feature_extractor(inputs)))
