# fails: b_kind, c_kind
b = tf.convert_to_tensor(a, dtype=tf.float32)
c = b.numpy()
b = b * 40
a = a + 1
