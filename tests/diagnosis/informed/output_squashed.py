# %% 10_softmax/softmax: a sigmoid on the scores
# blank: 2
probabilities = softmax(tf.sigmoid(output))

# %% 10_softmax/softmax: the given activation
# blank: 2
scores = activation(output)
probabilities = softmax(scores)

# %% 10_softmax/forward_pass: sigmoid at the end
inputs = tf.reshape(images, (64, 784))
w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))
w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))
h = tf.sigmoid(inputs @ w1 + b1)
output = tf.sigmoid(h @ w2 + b2)

# %% 10_softmax/forward_pass: softmax at the end
inputs = tf.reshape(images, (64, -1))
w1, b1 = tf.random.normal((784, 256)), tf.random.normal((1, 256))
w2, b2 = tf.random.normal((256, 10)), tf.random.normal((1, 10))
h = tf.nn.relu(tf.matmul(inputs, w1) + b1)
output = tf.nn.softmax(tf.matmul(h, w2) + b2)
