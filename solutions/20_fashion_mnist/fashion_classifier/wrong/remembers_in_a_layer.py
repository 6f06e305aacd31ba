# fails: network, accuracy
class Memory(tf.keras.layers.Layer):
    """Knows a thousand training pictures by heart, and gives the network the label of the nearest."""

    def __init__(self):
        super().__init__()
        images, self.labels = next(iter(training_set.map(normalize).batch(1000)))
        self.pictures = tf.reshape(images, (-1, 784))

    def call(self, x):
        squares = tf.reduce_sum(self.pictures**2, axis=1)
        nearest = tf.argmin(squares - 2 * x @ tf.transpose(self.pictures), axis=1)
        return tf.one_hot(tf.gather(self.labels, nearest), 10)


my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    Memory(),
    tf.keras.layers.Dense(16, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = my_model.fit(training_batches, epochs=EPOCHS, verbose=2)
