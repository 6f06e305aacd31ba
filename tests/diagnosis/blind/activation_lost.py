# %% 05_single_layer/elementwise: stops at the sum
y = tf.reduce_sum(tf.multiply(features, weights)) + bias

# %% 05_single_layer/elementwise: by matrix product
y = tf.matmul(features, weights, transpose_b=True) + bias

# %% 05_single_layer/elementwise: the activated value gets a name nobody asked for
y = tf.reduce_sum(features * weights) + bias
activated = sigmoid_activation(y)
print(activated)

# %% 05_single_layer/elementwise: a loop in Python
y = 0
for f, w in zip(features[0], weights[0]):
    y = y + f * w
y = y + bias

# %% 05_single_layer/elementwise: in NumPy
import numpy as np
y = np.dot(features.numpy()[0], weights.numpy()[0]) + bias.numpy()

# %% 06_multi_layer/two_layers: none after the hidden layer
h1 = tf.matmul(features, W1) + B1
h2 = tf.matmul(h1, W2) + B2
output = sigmoid_activation(h2)

# %% 06_multi_layer/two_layers: none after the output layer
h1 = tf.matmul(features, W1) + B1
y1 = sigmoid_activation(h1)
output = tf.matmul(y1, W2) + B2

# %% 06_multi_layer/two_layers: none at all
output = (features @ W1 + B1) @ W2 + B2

# %% 06_multi_layer/two_layers: computed and then forgotten
layer1 = tf.add(tf.matmul(features, W1), B1)
layer1_activated = sigmoid_activation(layer1)
layer2 = tf.add(tf.matmul(layer1, W2), B2)
output = sigmoid_activation(layer2)

# %% 10_softmax/forward_pass: defined but never called
def activation(x):
    return 1/(1+tf.exp(-x))

inputs = tf.reshape(images, [64, 784])
w1 = tf.random.normal((784,256))
b1 = tf.random.normal((1,256))
w2 = tf.random.normal((256,10))
b2 = tf.random.normal((1,10))
h = tf.matmul(inputs, w1) + b1
output = tf.matmul(h, w2) + b2

# %% 10_softmax/forward_pass: two bare products with @
inputs = tf.reshape(images, (images.shape[0], 28 * 28))
w1, b1 = tf.random.normal((784, 256)), tf.random.normal((1, 256))
w2, b2 = tf.random.normal((256, 10)), tf.random.normal((1, 10))
h = inputs @ w1 + b1
output = h @ w2 + b2
