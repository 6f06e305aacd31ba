# fails: built, nearly, layers
class Network(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.numbers = self.add_weight(shape=(109_386,))

    def call(self, pictures):
        return tf.zeros((len(pictures), 10)) + self.numbers[0]


my_model_1 = Network()
_ = my_model_1(tf.zeros((1, 28, 28, 1)))
