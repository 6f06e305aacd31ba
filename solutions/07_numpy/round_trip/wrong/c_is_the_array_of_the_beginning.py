# fails: c
b = tf.convert_to_tensor(a) * 40
c = a
a = a + 1
