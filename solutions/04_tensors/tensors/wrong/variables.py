# fails: scalar_kind, vector_kind, matrix_kind, cube_kind
scalar = tf.Variable(7)
vector = tf.Variable([0.5, 1.5, 2.5])
matrix = tf.Variable([[1, 2, 3], [4, 5, 6]], dtype=tf.float32)
cube = tf.Variable([[[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10], [11, 12]]])
