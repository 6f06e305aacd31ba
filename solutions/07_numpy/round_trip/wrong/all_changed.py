# fails: a, c
b = tf.convert_to_tensor(a)
b = b * 40
a = b.numpy()
c = a + 1
