# fails: scalar, vector, matrix, cube
scalar = tf.ones(())
vector = tf.ones((3,))
matrix = tf.zeros((2, 3))
cube = tf.ones((2, 3, 2))
