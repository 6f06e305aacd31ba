# %% 11_keras/sequential: no Input
my_model_1 = tf.keras.Sequential([
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% 11_keras/sequential: add by add, no shape anywhere
from tensorflow.keras.layers import Dense, Flatten
my_model_1 = tf.keras.Sequential()
my_model_1.add(Flatten())
my_model_1.add(Dense(128, activation='relu'))
my_model_1.add(Dense(64, activation='relu'))
my_model_1.add(Dense(10, activation='softmax'))

# %% 11_keras/sequential: a loop over the sizes, no shape
my_model_1 = tf.keras.Sequential([tf.keras.layers.Flatten()])
for n, act in [(128, 'relu'), (64, 'relu'), (10, 'softmax')]:
    my_model_1.add(tf.keras.layers.Dense(n, activation=act))

# %% 11_keras/sequential: activations as layers, no shape
my_model_1 = tf.keras.models.Sequential([
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128),
    tf.keras.layers.ReLU(),
    tf.keras.layers.Dense(64),
    tf.keras.layers.ReLU(),
    tf.keras.layers.Dense(10),
    tf.keras.layers.Softmax(),
])
my_model_1.summary()

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
