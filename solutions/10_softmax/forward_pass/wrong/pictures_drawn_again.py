# fails: inputs, value
def activation(x):
    return 1 / (1 + tf.exp(-x))


tf.random.set_seed(7)
inputs = tf.reshape(tf.random.uniform((64, 28, 28, 1)), [64, -1])

w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))

w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))

output = tf.matmul(activation(tf.matmul(inputs, w1) + b1), w2) + b2
