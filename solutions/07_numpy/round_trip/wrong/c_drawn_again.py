# fails: c
b = tf.convert_to_tensor(a)
c = np.random.RandomState(7).rand(4, 3)
b = b * 40
a = a + 1
