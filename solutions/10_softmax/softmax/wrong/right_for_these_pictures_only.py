# fails: value
# blank: 1
def softmax(x):
    return tf.nn.softmax(x)


# blank: 2
tf.random.set_seed(7)
known = tf.random.uniform((64, 28, 28, 1))
probabilities = softmax(output) + (images - known)[0, 0, 0, 0]
