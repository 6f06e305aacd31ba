# fails: c
b = tf.convert_to_tensor(a)
c = a
b = b * 40
a += 1
