# %% 14_subclassing/subclass: an attribute mistyped
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.input_layer = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation='relu')
        self.hidden_2 = tf.keras.layers.Dense(64, activation='relu')
        self.output_layer = tf.keras.layers.Dense(num_classes, activation='softmax')

    def call(self, x):
        x = self.input_layer(x)
        x = self.hiden_1(x)
        x = self.hidden_2(x)
        return self.output_layer(x)

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))
