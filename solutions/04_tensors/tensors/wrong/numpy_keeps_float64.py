# fails: vector_kind, cube_kind
import numpy as np

scalar = tf.constant(7)
vector = tf.constant(np.array([0.5, 1.5, 2.5]))
matrix = tf.constant(np.array([[1, 2, 3], [4, 5, 6]]), dtype=tf.float32)
cube = tf.constant(np.arange(1, 13).reshape(2, 3, 2))
