# fails: matrix, cube
scalar = tf.constant(7)
vector = tf.constant([0.5, 1.5, 2.5])
matrix = tf.constant([[[1, 2, 3], [4, 5, 6]]], dtype=tf.float32)
cube = tf.constant([[[[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10], [11, 12]]]])
