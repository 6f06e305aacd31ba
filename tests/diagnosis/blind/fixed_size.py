# %% 14_subclassing/subclass: the number of classes typed in as 2
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.num_classes = num_classes
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation='relu')
        self.hidden_2 = tf.keras.layers.Dense(64, activation='relu')
        self.out = tf.keras.layers.Dense(2, activation='softmax')

    def call(self, x):
        x = self.flatten(x)
        x = self.hidden_1(x)
        x = self.hidden_2(x)
        return self.out(x)

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))
