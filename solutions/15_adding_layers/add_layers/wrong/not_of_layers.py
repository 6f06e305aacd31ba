# fails: built, nearly, layers, added
class Network(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.numbers = self.add_weight(shape=(567_434,))

    def call(self, pictures):
        return tf.zeros((len(pictures), 10)) + self.numbers[0]


model = Network()
_ = model(tf.zeros((1, 28, 28, 1)))
