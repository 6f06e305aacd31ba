# fails: c
# diagnosis: half_way
b = tf.convert_to_tensor(a)
b = b * 40
a = a + 1
