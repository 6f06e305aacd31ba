# fails: square, gradient, tape
y = tf.constant([[0.35801664, 0.00393908], [0.02140879, 0.23504923]])
dy_dx = tf.constant([[1.1966898, 0.12552415], [0.29263484, 0.9696375]])
