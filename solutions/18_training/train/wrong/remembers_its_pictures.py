# fails: built, layers, accuracy, epochs, batches, loss
class Remembering(tf.keras.Model):
    def __init__(self):
        super().__init__()
        images, labels = zip(*training_set.map(normalize).batch(1000))
        self.pictures = tf.reshape(tf.concat(images, axis=0), (-1, 784))
        self.labels = tf.concat(labels, axis=0)

    def call(self, x):
        x = tf.reshape(x, (-1, 784))
        squares = tf.reduce_sum(self.pictures**2, axis=1)
        nearest = tf.argmin(squares - 2 * x @ tf.transpose(self.pictures), axis=1)
        return tf.one_hot(tf.gather(self.labels, nearest), 10)


network = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(16, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
network.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = network.fit(training_batches, epochs=EPOCHS, verbose=0)

my_model = Remembering()
my_model(tf.zeros((1, 28, 28, 1)))
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
