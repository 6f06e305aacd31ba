# %% 14_subclassing/subclass: the second hidden layer is never called
class Network(tf.keras.Model):
    def __init__(self, num_classes = 2):
        super().__init__()
        self.num_classes = num_classes
        self.input_layer = tf.keras.layers.Flatten()
        self.hidden_layer_1 = tf.keras.layers.Dense(128, activation = 'relu')
        self.hidden_layer_2 = tf.keras.layers.Dense(64, activation = 'relu')
        self.output_layer = tf.keras.layers.Dense(self.num_classes, activation = 'softmax')

    def call(self, input_tensor):
        x = self.input_layer(input_tensor)
        x = self.hidden_layer_1(x)
        x = self.output_layer(x)
        return x

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% 11_keras/sequential: functional, the first hidden layer is overwritten
inputs = tf.keras.Input(shape=(28, 28, 1))
flat = tf.keras.layers.Flatten()(inputs)
hidden = tf.keras.layers.Dense(128, activation='relu')(flat)
hidden = tf.keras.layers.Dense(64, activation='relu')(flat)
outputs = tf.keras.layers.Dense(10, activation='softmax')(hidden)
my_model_1 = tf.keras.Model(inputs, outputs)
