# fails: hidden, value
inputs = tf.reshape(images, [64, -1])
w1, b1 = tf.fill((784, 256), float("nan")), tf.zeros((1, 256))
w2, b2 = tf.random.normal((256, 10)), tf.zeros((1, 10))
output = tf.sigmoid(inputs @ w1 + b1) @ w2 + b2
