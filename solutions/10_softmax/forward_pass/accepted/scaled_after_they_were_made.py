inputs = tf.reshape(images, [64, -1])
w1 = tf.random.normal((784, 256), stddev=2.0, seed=11)
w1 = w1 / tf.sqrt(784.0)
b1 = tf.random.normal((1, 256))
w2 = tf.random.normal((256, 10))
w2 = w2 / tf.sqrt(256.0)
b2 = tf.random.normal((1, 10))
sums = tf.einsum("ij,jk->ik", inputs, w1) + b1
output = tf.einsum("ij,jk->ik", 1 / (1 + tf.exp(-sums)), w2) + b2
