# fails: b_kind
b = tf.convert_to_tensor(a)
c = b.numpy()
b = c * 40
a = a + 1
