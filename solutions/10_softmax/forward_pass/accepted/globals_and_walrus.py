n_hidden = 256


def make_weights():
    global w1, b1, w2, b2
    w1 = tf.random.normal((784, n_hidden)) * 0.05
    b1 = tf.zeros((1, n_hidden))
    w2 = tf.random.normal((w1.shape[1], 10)) * 0.05
    b2 = tf.zeros((1, w2.shape[1]))


make_weights()
h = tf.divide(1, 1 + tf.exp(-((inputs := tf.reshape(images, (64, -1))) @ w1 + b1)))
output = h @ w2 + b2
