# fails: scalar, vector, matrix, cube
scalar = tf.constant(1)
vector = tf.ones((3,))
matrix = tf.zeros((2, 3))
cube = tf.reshape(tf.range(12), (2, 3, 2))
