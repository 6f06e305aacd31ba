import numpy as np

scalar = tf.constant(np.int32(7))
vector = tf.constant(np.array([0.5, 1.5, 2.5]), dtype=tf.float32)
matrix = tf.constant(np.arange(1, 7).reshape(2, 3), dtype=tf.float32)
cube = tf.constant(np.arange(1, 13, dtype=np.int32).reshape(2, 3, 2))
