# fails: c
b = tf.convert_to_tensor(a)
b = b * 40
c = b.numpy()
a = a + 1
