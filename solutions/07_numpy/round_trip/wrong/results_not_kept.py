# fails: a, b
b = tf.convert_to_tensor(a)
c = b.numpy()
b * 40
a + 1
