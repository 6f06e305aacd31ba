import numpy as np
inputs = tf.reshape(images, [images.shape[0], images.shape[1] * images.shape[2] * images.shape[3]])
w1 = tf.random.normal((784, 256), seed=1)
b1 = tf.random.normal((1, 256), seed=2)
w2 = tf.random.normal((256, 10), seed=3)
b2 = tf.random.normal((1, 10), seed=4)
h = 1 / (1 + np.exp(-(np.dot(inputs, w1) + b1)))
output = tf.convert_to_tensor(np.dot(h, w2) + b2)
