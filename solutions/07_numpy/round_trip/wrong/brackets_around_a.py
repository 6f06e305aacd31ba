# fails: a, b, c
a = np.array([a])
b = tf.convert_to_tensor(a)
c = b.numpy()
b = b * 40
a = a + 1
