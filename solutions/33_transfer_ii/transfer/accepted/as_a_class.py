class CatOrDog(tf.keras.Model):
    def __init__(self, extractor):
        super().__init__()
        self.extractor = extractor
        self.head = tf.keras.layers.Dense(2, activation="softmax")

    def call(self, pictures):
        return self.head(self.extractor(pictures))


model = CatOrDog(feature_extractor)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(training_batches, epochs=EPOCHS, verbose=2)
