# %% 10_softmax/softmax: the result stays inside
def softmax(x):
    powers = tf.exp(x - tf.reduce_max(x, axis=1, keepdims=True))
    result = powers / tf.reduce_sum(powers, axis=1, keepdims=True)

probabilities = softmax(output)

# %% 10_softmax/softmax: printed in place of returned
def softmax(x):
    e = tf.exp(x - tf.reduce_max(x, axis=1, keepdims=True))
    print(e / tf.reduce_sum(e, axis=1, keepdims=True))

probabilities = softmax(output)

# %% 10_softmax/softmax: an empty return
def softmax(x):
    p = tf.nn.softmax(x, axis=1)
    return

probabilities = softmax(output)

# %% 10_softmax/softmax: the return is a comment
def softmax(x):
    x = x - tf.reduce_max(x, axis=1, keepdims=True)
    p = tf.exp(x) / tf.reduce_sum(tf.exp(x), axis=1, keepdims=True)
    # return p

probabilities = softmax(output)

# %% 05_single_layer/elementwise: a neuron that keeps its answer
def neuron(x, w, b):
    h = tf.reduce_sum(x * w) + b
    out = sigmoid_activation(h)

y = neuron(features, weights, bias)

# %% 06_multi_layer/two_layers: a network that keeps its answer
def network(x):
    a = sigmoid_activation(tf.matmul(x, W1) + B1)
    b = sigmoid_activation(tf.matmul(a, W2) + B2)

output = network(features)

# %% 10_softmax/forward_pass: the activation gives nothing back
def activation(x):
    1 / (1 + tf.exp(-x))

inputs = tf.reshape(images, [images.shape[0], -1])
w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))
w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))
h = activation(tf.matmul(inputs, w1) + b1)
output = tf.matmul(h, w2) + b2

# %% 14_subclassing/subclass: the return forgotten in the last line
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
        x = self.hidden_layer_2(x)
        x = self.output_layer(x)

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% 14_subclassing/subclass: call in one nested line
from tensorflow.keras.layers import Dense, Flatten

class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flat = Flatten()
        self.h1 = Dense(128, activation="relu")
        self.h2 = Dense(64, activation="relu")
        self.out = Dense(num_classes, activation="softmax")

    def call(self, x):
        self.out(self.h2(self.h1(self.flat(x))))

my_model_2 = Network(num_classes=10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% 14_subclassing/subclass: a loop that keeps its answer
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super(Network, self).__init__()
        self.steps = [
            tf.keras.layers.Flatten(),
            tf.keras.layers.Dense(128, activation="relu"),
            tf.keras.layers.Dense(64, activation="relu"),
            tf.keras.layers.Dense(num_classes, activation="softmax"),
        ]

    def call(self, inputs):
        for step in self.steps:
            inputs = step(inputs)
        print("done")

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% 09_pipelines/pipeline: normalize gives nothing back
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image /= 255

training_batches = training_set.cache().shuffle(num_training_examples//4).batch(batch_size).map(normalize).prefetch(1)
