feature_extractor = tf.keras.models.load_model(network_file)
feature_extractor.trainable = False


class CatOrDog(tf.keras.Model):
    def __init__(self, extractor):
        super().__init__()
        self.extractor = extractor
        self.head = tf.keras.layers.Dense(2, activation="softmax")

    def call(self, pictures):
        return self.head(self.extractor(pictures))


model = CatOrDog(feature_extractor)
model.build((None, 96, 96, 3))
