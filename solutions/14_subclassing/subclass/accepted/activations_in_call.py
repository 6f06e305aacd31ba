class Network(tf.keras.Model):
    def __init__(self, num_classes=2, **kwargs):
        super().__init__(**kwargs)
        self.out = tf.keras.layers.Dense(num_classes)
        self.first = tf.keras.layers.Dense(128)
        self.second = tf.keras.layers.Dense(64)

    def call(self, x, training=None):
        x = tf.reshape(x, (-1, 784))
        x = tf.nn.relu(self.first(x))
        x = tf.nn.relu(self.second(x))
        return tf.nn.softmax(self.out(x))

my_model_2 = Network(num_classes=10)
my_model_2.predict(tf.zeros((1, 28, 28, 1)), verbose=0)
