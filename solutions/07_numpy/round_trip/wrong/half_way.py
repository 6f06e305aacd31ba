# fails: c
# diagnosis: incomplete_answer
b = tf.convert_to_tensor(a)
b = b * 40
a = a + 1
