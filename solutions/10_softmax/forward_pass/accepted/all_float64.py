import numpy as np

inputs = tf.cast(tf.reshape(images, (64, 784)), tf.float64)
w1 = tf.constant(np.random.randn(784, 256))
b1 = tf.constant(np.random.randn(1, 256))
w2 = tf.constant(np.random.randn(256, 10))
b2 = tf.constant(np.random.randn(1, 10))
h = 1 / (1 + tf.exp(-(tf.matmul(inputs, w1) + b1)))
output = tf.matmul(h, w2) + b2
