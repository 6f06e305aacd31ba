import numpy as np

def sigmoid(z):
    return tf.math.reciprocal(1.0 + tf.math.exp(-z))

inputs = tf.reshape(images, (64, 784))
w1, b1 = tf.Variable(tf.random.normal([784, 256])), tf.Variable(tf.random.normal([1, 256]))
w2, b2 = tf.Variable(tf.random.normal([256, 10])), tf.Variable(tf.random.normal([1, 10]))

def network(x):
    hidden = sigmoid(tf.add(tf.matmul(x, w1), b1))
    return tf.add(tf.matmul(hidden, w2), b2)

output = network(inputs)
