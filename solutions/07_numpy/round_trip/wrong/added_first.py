# fails: b, c
a = a + 1
b = tf.convert_to_tensor(a)
c = b.numpy()
b = b * 40
