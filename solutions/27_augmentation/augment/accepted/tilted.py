class Augmentation(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.turn = tf.keras.layers.RandomRotation((-0.05, 0.05))
        self.zoom = tf.keras.layers.RandomZoom((-0.1, 0.1), (-0.1, 0.1))

    def call(self, images, training=False):
        return self.zoom(self.turn(images, training=training), training=training)


augmentation = Augmentation()

train_batches = training_batches.map(lambda images, labels: (augmentation(images, training=True), labels))
