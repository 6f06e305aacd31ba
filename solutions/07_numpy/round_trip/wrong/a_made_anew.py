# fails: a, b, c
a = np.random.rand(4, 3)
b = tf.convert_to_tensor(a)
c = b.numpy()
b = b * 40
a = a + 1
