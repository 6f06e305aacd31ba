# fails: nearly, layers, active
class Network(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(256, activation='relu')
        self.hidden_2 = tf.keras.layers.Dense(128, activation='relu')
        self.hidden_3 = tf.keras.layers.Dense(64, activation='relu')
        self.dropout = tf.keras.layers.Dropout(0.2)
        self.out = tf.keras.layers.Dense(10, activation='softmax')

    def call(self, x, training=False):
        x = self.flatten(x)
        x = self.dropout(self.hidden_1(x), training=True)
        x = self.dropout(self.hidden_2(x), training=True)
        x = self.dropout(self.hidden_3(x), training=True)
        return self.out(x)


my_model = Network()
my_model(tf.zeros((1, 28, 28, 1)))
