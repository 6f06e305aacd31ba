b = tf.convert_to_tensor(a, dtype=tf.float64)
c = b.numpy().copy()
b = tf.multiply(b, 40)
a = np.add(a, 1)
