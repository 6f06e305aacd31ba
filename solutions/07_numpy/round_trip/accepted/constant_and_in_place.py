b = tf.constant(a)
c = np.array(b)
b *= 40
a += 1
