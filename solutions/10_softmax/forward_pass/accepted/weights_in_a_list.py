shapes = [(784, 256), (256, 10)]
weights = [tf.random.normal(shape) for shape in shapes]
biases = [tf.random.normal((1, shape[1])) for shape in shapes]

inputs = tf.reshape(images, [64, -1])
hidden = 1 / (1 + tf.exp(-(inputs @ weights[0] + biases[0])))
output = hidden @ weights[1] + biases[1]

w1, w2 = weights
b1, b2 = biases
