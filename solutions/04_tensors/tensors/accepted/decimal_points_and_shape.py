scalar = tf.constant(7, tf.int32)
vector = tf.constant((0.5, 1.5, 2.5), dtype="float32")
matrix = tf.constant([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
cube = tf.constant(range(1, 13), shape=[2, 3, 2])
