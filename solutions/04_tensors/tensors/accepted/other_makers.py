scalar = tf.convert_to_tensor(7)
vector = tf.range(0.5, 3.0)
matrix = tf.cast(tf.constant([[1, 2, 3], [4, 5, 6]]), tf.float32)
cube = tf.reshape(tf.range(1, 13), (2, 3, 2))
