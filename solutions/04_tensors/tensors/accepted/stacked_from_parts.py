scalar = tf.constant(value=7)

vector = tf.constant([1, 3, 5], dtype=tf.float32) / 2

rows = [tf.constant([1.0, 2.0, 3.0]), tf.constant([4.0, 5.0, 6.0])]
matrix = tf.stack(rows)

first = tf.constant([[1, 2], [3, 4], [5, 6]])
cube = tf.stack([first, first + 6])
