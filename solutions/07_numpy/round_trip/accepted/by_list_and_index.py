b = tf.stack([row for row in a])
c = np.asarray(b)
b = b * tf.constant(40, tf.float64)
for row in range(4):
    a[row] = a[row] + 1.0
