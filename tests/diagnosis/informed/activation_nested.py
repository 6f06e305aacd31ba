# %% 06_multi_layer/two_layers: both at the end
hidden = tf.matmul(features, W1) + B1
output = sigmoid_activation(sigmoid_activation(tf.matmul(hidden, W2) + B2))

# %% 06_multi_layer/two_layers: in a function of its own
def network(x):
    h = x @ W1 + B1
    return sigmoid_activation(sigmoid_activation(h @ W2 + B2))

output = network(features)

# %% 10_softmax/forward_pass: twice in the hidden layer
inputs = tf.reshape(images, [64, -1])
w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))
w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))

def activation(x):
    return 1 / (1 + tf.exp(-x))

h = activation(activation(tf.matmul(inputs, w1) + b1))
output = tf.matmul(h, w2) + b2
