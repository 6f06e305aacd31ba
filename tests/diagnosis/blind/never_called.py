# %% 14_subclassing/subclass: never called
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.input_layer = tf.keras.layers.Flatten()
        self.hidden_layer_1 = tf.keras.layers.Dense(128, activation='relu')
        self.hidden_layer_2 = tf.keras.layers.Dense(64, activation='relu')
        self.output_layer = tf.keras.layers.Dense(num_classes, activation='softmax')

    def call(self, input_tensor):
        x = self.input_layer(input_tensor)
        x = self.hidden_layer_1(x)
        x = self.hidden_layer_2(x)
        return self.output_layer(x)

my_model_2 = Network(10)

# %% 14_subclassing/subclass: only a summary, call is one nested line
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flat = tf.keras.layers.Flatten()
        self.one = tf.keras.layers.Dense(128, activation='relu')
        self.two = tf.keras.layers.Dense(64, activation='relu')
        self.three = tf.keras.layers.Dense(num_classes, activation='softmax')

    def call(self, x):
        return self.three(self.two(self.one(self.flat(x))))

my_model_2 = Network(num_classes=10)
my_model_2.summary()
