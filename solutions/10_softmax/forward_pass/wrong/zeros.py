# fails: shape
inputs = tf.reshape(images, [64, -1])
w1, b1 = tf.zeros((784, 256)), tf.zeros((1, 256))
w2, b2 = tf.zeros((256, 10)), tf.zeros((1, 10))
output = tf.zeros((64, 10))
