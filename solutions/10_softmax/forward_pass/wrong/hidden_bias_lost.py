# fails: hidden, value
# diagnosis: bias_lost
inputs = tf.reshape(images, [images.shape[0], -1])
w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))
w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))
h = tf.sigmoid(tf.matmul(inputs, w1))
output = tf.matmul(h, w2) + b2
