# %% 04_tensors/tensors: bound again below
scalar = tf.constant(7)
vector = tf.constant([0.5, 1.5, 2.5])
matrix = tf.constant([[1, 2, 3], [4, 5, 6]], dtype=tf.float32)
cube = tf.constant([[[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10], [11, 12]]])
vector = tf.constant([[1, 2, 3], [4, 5, 6]], dtype=tf.float32)

# %% 04_tensors/tensors: the cube once more
scalar = tf.constant(7)
vector = tf.constant([0.5, 1.5, 2.5])
matrix = tf.constant([[1, 2, 3], [4, 5, 6]], dtype=tf.float32)
cube = tf.constant([[[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10], [11, 12]]])
matrix = tf.constant([[[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10], [11, 12]]])

# %% 04_tensors/tensors: the scalar as a vector
scalar = tf.constant(7)
vector = tf.constant([0.5, 1.5, 2.5])
matrix = tf.constant([[1, 2, 3], [4, 5, 6]], dtype=tf.float32)
cube = tf.constant([[[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10], [11, 12]]])
vector = tf.constant(7)
