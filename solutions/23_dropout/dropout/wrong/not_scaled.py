# fails: nearly, layers, active
class Network(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden = [tf.keras.layers.Dense(units, activation='relu') for units in (256, 128, 64)]
        self.out = tf.keras.layers.Dense(10, activation='softmax')

    def call(self, x, training=False):
        x = self.flatten(x)
        for layer in self.hidden:
            x = layer(x)
            if training:
                x = x * tf.cast(tf.random.uniform(tf.shape(x)) > 0.2, tf.float32)
        return self.out(x)


my_model = Network()
my_model(tf.zeros((1, 28, 28, 1)))
